# page TEXT: answers a web request with plain text.
page() {
  echo "Content-Type: text/plain"
  echo
  echo "$*"
}
