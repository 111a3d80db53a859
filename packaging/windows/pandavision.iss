; The installer for Windows (Inno Setup 6.3 or newer), of the folder that `make bundle` leaves there:
;
;   iscc /DVersion=1.2.3 packaging\windows\pandavision.iss
;
; For the user alone, which needs no administrator, or for all users. Without a question:
;
;   pandavision-1.2.3-windows-x64.exe /VERYSILENT /CURRENTUSER      (or /ALLUSERS)
;   … /TASKS="associate,path"                                       (what else is wanted)
;   unins000.exe /VERYSILENT                                        (jobs and settings stay)
;   unins000.exe /VERYSILENT /REMOVEDATA                            (they go, too)

#ifndef Version
  #error Say the version: iscc /DVersion=1.2.3 packaging\windows\pandavision.iss
#endif
#ifndef Bundle
  #define Bundle "..\..\dist\pandavision"
#endif
#ifndef Icons
  #define Icons "..\..\build\pandavision\icons"
#endif
; A candidate, 1.2.3rc1, has the numbers of what it is a candidate for; so has any other early version.
#define Before(str Mark, str Text) Pos(Mark, Text) > 0 ? Copy(Text, 1, Pos(Mark, Text) - 1) : Text
#define Numbers Before("rc", Before("b", Before("a", Before(".dev", Before("+", Version)))))
#define Name "PandaVision"
#define Window "pandavision-window.exe"
#define Console "pandavision.exe"
#define ProgId "PandaVision.Job"

[Setup]
AppId={{6C6A1E0B-8E1C-4B0C-9C55-2F6C3B0E9D71}
AppName={#Name}
AppVersion={#Version}
AppVerName={#Name} {#Version}
AppPublisher=The maintainers of PandaVision GUI
VersionInfoVersion={#Numbers}
VersionInfoTextVersion={#Version}
DefaultDirName={autopf}\{#Name}
DefaultGroupName={#Name}
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog commandline
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
LicenseFile=..\..\LICENSE
SetupIconFile={#Icons}\pandavision.ico
UninstallDisplayIcon={app}\{#Window}
UninstallDisplayName={#Name}
OutputDir=..\..\dist
OutputBaseFilename=pandavision-{#Version}-windows-x64
Compression=lzma2/max
SolidCompression=yes
LZMANumBlockThreads=2
WizardStyle=modern
ChangesAssociations=yes
ChangesEnvironment=yes
CloseApplications=yes
RestartApplications=no
#ifdef SignTool
SignTool={#SignTool}
SignedUninstaller=yes
#endif

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"
Name: "de"; MessagesFile: "compiler:Languages\German.isl"

[CustomMessages]
en.Associate=Open .pandavision files with {#Name}
de.Associate=.pandavision-Dateien mit {#Name} öffnen
en.Path=Add the command "pandavision" to the PATH
de.Path=Den Befehl "pandavision" in den PATH aufnehmen
en.Job=PandaVision job
de.Job=PandaVision-Job
en.RemoveData=Remove your jobs, results and settings, too?%n%n%1
de.RemoveData=Auch Ihre Jobs, Ergebnisse und Einstellungen entfernen?%n%n%1

[Tasks]
Name: "associate"; Description: "{cm:Associate}"
Name: "path"; Description: "{cm:Path}"
Name: "desktop"; Description: "{cm:CreateDesktopIcon}"; Flags: unchecked

[InstallDelete]
; What an older version had and this one has not would be loaded all the same.
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "{#Bundle}\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs

[Icons]
Name: "{group}\{#Name}"; Filename: "{app}\{#Window}"; WorkingDir: "{userdocs}"
Name: "{autodesktop}\{#Name}"; Filename: "{app}\{#Window}"; WorkingDir: "{userdocs}"; Tasks: desktop

[Registry]
; Its own files: what opens them, unless the user has chosen something else.
Root: HKA; Subkey: "Software\Classes\{#ProgId}"; ValueType: string; ValueName: ""; ValueData: "{cm:Job}"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\{#ProgId}\DefaultIcon"; ValueType: string; ValueName: ""; ValueData: "{app}\{#Window},0"
Root: HKA; Subkey: "Software\Classes\{#ProgId}\shell\open\command"; ValueType: string; ValueName: ""; ValueData: """{app}\{#Window}"" ""%1"""
Root: HKA; Subkey: "Software\Classes\.pandavision\OpenWithProgids"; ValueType: string; ValueName: "{#ProgId}"; ValueData: ""; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\.pandavision"; ValueType: string; ValueName: ""; ValueData: "{#ProgId}"; Flags: uninsdeletevalue; Tasks: associate
; Models and datasets have programs of their own: only among "Open with".
Root: HKA; Subkey: "Software\Classes\Applications\{#Window}"; ValueType: string; ValueName: "FriendlyAppName"; ValueData: "{#Name}"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\Applications\{#Window}\shell\open\command"; ValueType: string; ValueName: ""; ValueData: """{app}\{#Window}"" ""%1"""
Root: HKA; Subkey: "Software\Classes\Applications\{#Window}\SupportedTypes"; ValueType: string; ValueName: ".pandavision"; ValueData: ""
Root: HKA; Subkey: "Software\Classes\Applications\{#Window}\SupportedTypes"; ValueType: string; ValueName: ".onnx"; ValueData: ""
Root: HKA; Subkey: "Software\Classes\Applications\{#Window}\SupportedTypes"; ValueType: string; ValueName: ".h5"; ValueData: ""
Root: HKA; Subkey: "Software\Classes\Applications\{#Window}\SupportedTypes"; ValueType: string; ValueName: ".hdf5"; ValueData: ""
Root: HKA; Subkey: "Software\Classes\.onnx\OpenWithList\{#Window}"; ValueType: none; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\.h5\OpenWithList\{#Window}"; ValueType: none; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\.hdf5\OpenWithList\{#Window}"; ValueType: none; Flags: uninsdeletekey

[Run]
Filename: "{app}\{#Window}"; Description: "{cm:LaunchProgram,{#Name}}"; Flags: nowait postinstall skipifsilent

[UninstallDelete]
Type: filesandordirs; Name: "{app}\_internal"

[Code]
const
  PathOfUser = 'Environment';
  PathOfAll = 'SYSTEM\CurrentControlSet\Control\Session Manager\Environment';

function PathRoot: Integer;
begin
  if IsAdminInstallMode then
    Result := HKEY_LOCAL_MACHINE
  else
    Result := HKEY_CURRENT_USER;
end;

function PathKey: String;
begin
  if IsAdminInstallMode then
    Result := PathOfAll
  else
    Result := PathOfUser;
end;

{ The value with the program's folder taken out, wherever it stands; others stay as they are. }
function WithoutFolder(Value, Folder: String): String;
var
  Place: Integer;
begin
  Result := ';' + Value + ';';
  Place := Pos(';' + Lowercase(Folder) + ';', Lowercase(Result));
  while Place > 0 do
  begin
    Delete(Result, Place, Length(Folder) + 1);
    Place := Pos(';' + Lowercase(Folder) + ';', Lowercase(Result));
  end;
  Delete(Result, 1, 1);
  if (Length(Result) > 0) and (Result[Length(Result)] = ';') then
    Delete(Result, Length(Result), 1);
end;

procedure SetPath(Wanted: Boolean);
var
  Before, After: String;
begin
  if not RegQueryStringValue(PathRoot, PathKey, 'Path', Before) then
    Before := '';
  After := WithoutFolder(Before, ExpandConstant('{app}'));
  if Wanted then
  begin
    if After <> '' then
      After := After + ';';
    After := After + ExpandConstant('{app}');
  end;
  if After <> Before then
    RegWriteExpandStringValue(PathRoot, PathKey, 'Path', After);
end;

procedure CurStepChanged(CurStep: TSetupStep);
begin
  if CurStep = ssPostInstall then
    SetPath(WizardIsTaskSelected('path'));
end;

function DataIsToGo(Folder: String): Boolean;
var
  Number: Integer;
begin
  Result := False;
  for Number := 1 to ParamCount do
    if CompareText(ParamStr(Number), '/REMOVEDATA') = 0 then
      Result := True;
  if not Result and not UninstallSilent then
    Result := MsgBox(FmtMessage(CustomMessage('RemoveData'), [Folder]),
      mbConfirmation, MB_YESNO or MB_DEFBUTTON2) = IDYES;
end;

procedure CurUninstallStepChanged(CurUninstallStep: TUninstallStep);
var
  Data, Tools: String;
begin
  if CurUninstallStep = usUninstall then
    SetPath(False);
  if CurUninstallStep = usPostUninstall then
  begin
    { Of the user who uninstalls; a data folder that was moved elsewhere stays where it is. }
    Data := ExpandConstant('{localappdata}\PandaVision');
    Tools := ExpandConstant('{localappdata}\PandaVision-tools');
    if (DirExists(Data) or DirExists(Tools)) and DataIsToGo(Data) then
    begin
      DelTree(Data, True, True, True);
      DelTree(Tools, True, True, True);
    end;
  end;
end;
