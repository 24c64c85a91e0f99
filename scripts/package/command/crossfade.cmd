@echo off
rem The terminal command of the packaged application, on the Node beside it.
setlocal
set NODE_OPTIONS=
set ELECTRON_RUN_AS_NODE=
"%~dp0node.exe" "%~dp0..\app.asar.unpacked\out\main\cli.js" %*
exit /b %ERRORLEVEL%
