# page TEXT: answers a web request with plain text.
page() {
  printf 'Content-Type: text/plain\r\n\r\n'
  echo "$*"
}
