#!/bin/sh
# Writes /etc/nginx/conf.d/NAME for each /etc/nginx/templates/NAME.template, with ${VARIABLE} filled in.
for template in /etc/nginx/templates/*.template; do
  [ -f "$template" ] || continue
  target=/etc/nginx/conf.d/$(basename "$template" .template)
  echo "20-envsubst-on-templates.sh: Running envsubst on $template to $target"
  awk '{ for (name in ENVIRON) { while (i = index($0, "${" name "}"))
    $0 = substr($0, 1, i - 1) ENVIRON[name] substr($0, i + length(name) + 3) } print }' "$template" >"$target"
done
