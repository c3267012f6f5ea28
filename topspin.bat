@echo off
rem Starts Topspin. In a checkout it builds first when there is no build or sources are newer; in bin\ of a distribution
rem it needs Java alone. JAVA_HOME picks the Java, TOPSPIN_JAVA_OPTS adds options for the JVM (such as -Xmx8g).
setlocal
set "command="

set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java.exe"
"%java%" -version >nul 2>&1
if errorlevel 1 (
  echo topspin: found no Java at "%java%": install Java 17 or newer, or set JAVA_HOME 1>&2
  exit /b 1
)

for %%d in ("%~dp0.") do set "home=%%~fd"
for %%d in ("%home%") do if /i "%%~nxd"=="bin" if exist "%home%\..\topspin.jar" goto unpacked

set "build=%home%\target\launcher"
if not exist "%build%\stamp" goto compile
if not exist "%build%\topspin.jar" goto compile
if not exist "%build%\arguments" goto compile
pushd "%home%"
powershell -NoProfile -Command "$built = (Get-Item 'target\launcher\stamp').LastWriteTime; if (Get-ChildItem -Recurse -File 'pom.xml','.mvn','src\main','src\ale\main','envs\src\main' | Where-Object { $_.LastWriteTime -gt $built }) { exit 1 }"
set "stale=%errorlevel%"
popd
if "%stale%"=="0" goto compiled

:compile
where mvn >nul 2>&1
if errorlevel 1 (
  echo topspin: found no mvn to build with: install Maven 3.8 or newer 1>&2
  exit /b 1
)
set "jar=jar"
if defined JAVA_HOME set "jar=%JAVA_HOME%\bin\jar.exe"
echo topspin: building (a first build downloads libraries) ... 1>&2
if not exist "%build%" mkdir "%build%"
rem the stamp is taken before the build, so that a source edited meanwhile is newer
echo. > "%build%\stamp.new"
pushd "%home%"
call mvn -q -B process-classes 1>&2
set "failed=%errorlevel%"
popd
if not "%failed%"=="0" (
  echo topspin: the build failed; Maven's complaint is above 1>&2
  exit /b 1
)
pushd "%home%"
powershell -NoProfile -Command "'Implementation-Version: ' + ([xml](Get-Content pom.xml)).project.version | Set-Content -Encoding ascii 'target\launcher\manifest'"
popd
"%jar%" --create --no-compress --file "%build%\topspin.jar" --manifest "%build%\manifest" -C "%home%\target\classes" .
if errorlevel 1 (
  echo topspin: cannot write "%build%\topspin.jar"; is a run still using it? 1>&2
  exit /b 1
)
rem the class path is too long for a command line here
pushd "%home%"
powershell -NoProfile -Command "$quote = [char]34; $path = (Resolve-Path 'target\launcher\topspin.jar').Path + ';' + (Get-Content 'target\classpath.txt'); '-cp ' + $quote + $path.Replace('\', '/') + $quote | Set-Content -Encoding default 'target\launcher\arguments'"
popd
move /y "%build%\stamp.new" "%build%\stamp" >nul

:compiled
set "classpath="@%build%\arguments""
goto start

:unpacked
for %%d in ("%home%\..") do set "home=%%~fd"
rem the manifest of topspin.jar names the libraries
set "classpath=-cp "%home%\topspin.jar""
set "command=-Dtopspin.command=bin\topspin"

:start
"%java%" -XX:+UseSerialGC -XX:-UsePerfData --enable-native-access=ALL-UNNAMED -Dfile.encoding=UTF-8 -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8 -Dsun.stdout.encoding=UTF-8 -Dsun.stderr.encoding=UTF-8 "-Dtopspin.home=%home%" %command% %TOPSPIN_JAVA_OPTS% %classpath% topspin.cli.Main %*
exit /b %errorlevel%
