# For scripts to source: sets java_home to a JDK from 21 on, or ends with a message. Needs program, the name to say.

# The release of a Java home, such as 21, or nothing.
release() {
  [ -x "$1/bin/java" ] && [ -f "$1/release" ] && sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

on_path() {
  java=$(command -v java) && dirname "$(dirname "$(readlink -f "$java")")"
}

# The first Java home from 21 on: what the user says, what is on the path, then the newest in the usual folders.
find_java() {
  for candidate in "${JAVA_HOME:-}" "$(on_path)"; do
    found=$(release "$candidate")
    [ "${found:-0}" -ge 21 ] && echo "$candidate" && return
  done
  for candidate in /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /opt/* /opt/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk* "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* "${HOME:-}"/.asdf/installs/java/*; do
    found=$(release "$candidate")
    [ "${found:-0}" -ge 21 ] && echo "$found $candidate"
  done | sort -rn | sed -n '1s/^[0-9]* //p'
}

java_home=$(find_java)
if [ -z "$java_home" ]; then
  echo "$program: needs a JDK from 21 on, and finds none: not in JAVA_HOME, on the PATH or in the usual folders." >&2
  echo "$program: install one (on Debian: apt-get install openjdk-21-jdk, or temurin-25-jdk), or set JAVA_HOME." >&2
  exit 1
fi
