#!/bin/sh
# The page "/".
. /usr/local/lib/shop/counter.sh
. /usr/local/lib/shop/page.sh
page "hits=$(count) version=$APP_VERSION color=$COLOR host=$(hostname)"
