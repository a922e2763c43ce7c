# Adds a folder to the PATH in the registry, or takes it off. By PowerShell, because NSIS cuts a long PATH short.
param(
  [Parameter(Mandatory)] [ValidateSet('add', 'remove')] [string] $Do,
  [Parameter(Mandatory)] [ValidateSet('User', 'Machine')] [string] $Scope,
  [Parameter(Mandatory)] [string] $Folder
)
$ErrorActionPreference = 'Stop'

$registry = [Microsoft.Win32.Registry]
$key = if ($Scope -eq 'User') {
  $registry::CurrentUser.OpenSubKey('Environment', $true)
} else {
  $registry::LocalMachine.OpenSubKey('SYSTEM\CurrentControlSet\Control\Session Manager\Environment', $true)
}

# With its %VARIABLES% as they stand: what is expanded once would never change again.
$path = $key.GetValue('Path', '', 'DoNotExpandEnvironmentNames')
$folders = @($path -split ';' | Where-Object { $_ -ne '' -and $_ -ne $Folder })
if ($Do -eq 'add') { $folders += $Folder }
$key.SetValue('Path', ($folders -join ';'), 'ExpandString')
$key.Close()

# Tells the programs that run, as writing to the registry does not.
[Environment]::SetEnvironmentVariable('ARPEGGIO_PATH_CHANGED', $null, $Scope)
