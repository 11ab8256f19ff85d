# Runs once at the end of the unattended installation: drivers, cloudbase-init, then the image is generalised and shuts down.
# What it says goes to the first serial port, where build-windows.sh reads it.
$ErrorActionPreference = 'Stop'

function Say([string] $text) {
    $port = New-Object System.IO.Ports.SerialPort 'COM1', 115200
    $port.Open()
    $port.WriteLine("slipway: $text")
    $port.Close()
}

trap {
    Say "failed: $_"
    Stop-Computer -Force
    exit 1
}

$disc = (Get-Volume -FileSystemLabel SLIPWAY).DriveLetter + ':'

Say 'drivers'
Get-ChildItem "$disc\drivers" -Recurse -Filter *.inf | ForEach-Object {
    pnputil.exe /add-driver $_.FullName /install | Out-Null
}

Say 'cloudbase-init'
$setup = Start-Process msiexec.exe -Wait -PassThru -ArgumentList '/i', "$disc\cloudbase-init.msi", '/qn', '/norestart'
if ($setup.ExitCode -notin 0, 3010) { throw "cloudbase-init was not installed: $($setup.ExitCode)" }
$cloudbase = Join-Path $env:ProgramFiles 'Cloudbase Solutions\Cloudbase-Init'
Copy-Item "$disc\cloudbase-init.conf" "$cloudbase\conf\cloudbase-init.conf" -Force
Copy-Item "$disc\cloudbase-init-unattend.conf" "$cloudbase\conf\cloudbase-init-unattend.conf" -Force

Say 'remote desktop'
Enable-NetFirewallRule -DisplayGroup 'Remote Desktop'

Say 'ready'
# After this the next boot is the first of a new machine.
& "$env:SystemRoot\System32\Sysprep\sysprep.exe" /generalize /oobe /shutdown /quiet "/unattend:$cloudbase\conf\Unattend.xml"
