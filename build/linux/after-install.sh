#!/bin/sh
# After the files of the deb or rpm are in place. Names in braces are filled in when the package is made.

folder='/opt/${sanitizedProductName}'

ln -sf "$folder/resources/cli/arpeggio" /usr/bin/arpeggio
ln -sf "$folder/${executable}" '/usr/bin/${executable}'

# Chromium's sandbox: by user namespaces, or where users may not have them, by a helper that is root's.
if unshare --user true 2>/dev/null; then mode=0755; else mode=4755; fi
chmod "$mode" "$folder/chrome-sandbox" || true

# Ubuntu 24.04 and later grant user namespaces by an AppArmor profile; what can't read ours does without.
if apparmor_status --enabled >/dev/null 2>&1 &&
  apparmor_parser --skip-kernel-load "$folder/resources/apparmor-profile" >/dev/null 2>&1; then
  cp -f "$folder/resources/apparmor-profile" '/etc/apparmor.d/${executable}'
  apparmor_parser --replace --write-cache --skip-read-cache '/etc/apparmor.d/${executable}' || true
fi

# The adapters may be plugged in already. Where no udev runs, as in a container, the rules wait.
if [ -S /run/udev/control ]; then
  udevadm control --reload || true
  udevadm trigger --subsystem-match=hidraw --subsystem-match=usb --subsystem-match=i2c-dev || true
fi

command -v update-mime-database >/dev/null && update-mime-database /usr/share/mime
command -v update-desktop-database >/dev/null && update-desktop-database /usr/share/applications
exit 0
