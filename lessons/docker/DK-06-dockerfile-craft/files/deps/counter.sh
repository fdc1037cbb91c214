# count: prints how often it was called, kept in a file.
count() {
  hits=$(($(cat /tmp/hits 2>/dev/null) + 1))
  echo "$hits" >/tmp/hits
  echo "$hits"
}
