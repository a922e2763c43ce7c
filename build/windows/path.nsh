; The command line on the PATH of whoever it is installed for, and off it again.

!macro arpeggioPath DO
  StrCpy $0 "User"
  StrCmp $installMode "all" 0 +2
  StrCpy $0 "Machine"
  nsExec::ExecToLog 'powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -File "$INSTDIR\resources\path.ps1" ${DO} $0 "$INSTDIR\resources\cli"'
  Pop $0
!macroend

!macro customInstall
  !insertmacro arpeggioPath "add"
!macroend

!macro customUnInstall
  ${ifNot} ${isUpdated}
    !insertmacro arpeggioPath "remove"
  ${endIf}
!macroend
