#!/bin/sh
# After the files are gone. A newer package's script has run already where one takes over: dpkg says so in a word, rpm by a
# count of what stays.

case "$1" in
  upgrade | failed-upgrade | disappear | 1) exit 0 ;;
esac

rm -f /usr/bin/arpeggio '/usr/bin/${executable}'

profile='/etc/apparmor.d/${executable}'
if [ -f "$profile" ]; then
  apparmor_status --enabled >/dev/null 2>&1 && apparmor_parser --remove "$profile"
  rm -f "$profile"
fi

[ -S /run/udev/control ] && udevadm control --reload
command -v update-mime-database >/dev/null && update-mime-database /usr/share/mime
command -v update-desktop-database >/dev/null && update-desktop-database /usr/share/applications
exit 0
