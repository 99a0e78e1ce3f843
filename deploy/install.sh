#!/bin/sh
# 应保离线安装：不联网，不需要 root。用法：sh install.sh [--prefix 目录] [--python 命令] [--home 工作文件夹]
#
# Installs the version beside this script into PREFIX/<version> and lets PREFIX/current point at it; what was installed
# before stays beside it, to go back to. Nothing outside PREFIX is written.
set -eu
umask 022  # the program holds no personal data; the account that runs it must be able to read it

LEAST_GLIBC=2.28
LEAST_FREE_MB=2500
PYTHON_VERSION=3.11
# Whatever was compiled is loaded once: a processor, a page size or a C library that it cannot live with shows here.
COMPILED='
import importlib, importlib.metadata
files = [file for part in importlib.metadata.distributions() for file in part.files or [] if file.suffix == ".so"]
for name in sorted({file.parts[0].split(".")[0] for file in files}):
    importlib.import_module(name)
'

here=$(cd "$(dirname "$0")" && pwd -P)
version=$(basename "$here" | sed 's/^yingbao-//')
prefix=${HOME:-/nonexistent}/yingbao
python=
home=

stop() {
    printf '安装停止：%s\n' "$1" >&2
    exit 2
}
tell() { printf '%s\n' "$1"; }
usage() { tell "用法：sh install.sh [--prefix 目录，默认 ~/yingbao] [--python 命令，默认 python$PYTHON_VERSION] [--home 工作文件夹]"; }

while [ $# -gt 0 ]; do
    case $1 in
        --prefix | --python | --home)
            [ $# -ge 2 ] && [ -n "$2" ] || stop "$1 后面缺少内容。"
            case $1 in --prefix) prefix=$2 ;; --python) python=$2 ;; --home) home=$2 ;; esac
            shift 2
            ;;
        -h | --help) usage; exit 0 ;;
        *) usage >&2; stop "没有选项 $1。" ;;
    esac
done
# pip and venv write absolute paths: a relative one would be another folder tomorrow.
case $prefix in /*) ;; *) prefix=$PWD/$prefix ;; esac
# What the caller has set for other Pythons must not lead elsewhere.
unset PYTHONPATH PYTHONHOME PIP_INDEX_URL PIP_EXTRA_INDEX_URL PIP_FIND_LINKS PIP_TARGET PIP_PREFIX PIP_USER 2>/dev/null || :
export PIP_CONFIG_FILE=/dev/null PIP_NO_INDEX=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONNOUSERSITE=1

tell "一、核对文件"
cd "$here"
sha256sum --check --strict --quiet SHA256SUMS >/dev/null 2>&1 ||
    stop "安装包里有文件缺失或被改动（SHA256SUMS 不符）；请重新拷贝整个压缩包。"

tell "二、检查这台机器"
machine=$(uname -m)
[ "$(uname -s)" = Linux ] || stop "只能装在 Linux 上，这里是 $(uname -s)。"
[ -d "wheels/$machine" ] || stop "安装包里没有 $machine 处理器的文件，只有：$(ls wheels | grep -vx any | tr '\n' ' ')。"
glibc=$(getconf GNU_LIBC_VERSION 2>/dev/null | sed 's/^glibc //') || glibc=
[ -n "$glibc" ] || stop "这台机器用的不是 glibc（如 Alpine），装不了；请换用 glibc 的系统。"
[ "$(printf '%s\n%s\n' "$LEAST_GLIBC" "$glibc" | sort -V | head -n 1)" = "$LEAST_GLIBC" ] ||
    stop "系统的 glibc 是 $glibc，至少要 $LEAST_GLIBC；CentOS 7 等旧系统装不了，请换较新的系统。"
python=$(command -v "${python:-python$PYTHON_VERSION}" || command -v python3 || :)
[ -n "$python" ] || stop "找不到 Python $PYTHON_VERSION；请系统管理员安装，或用 --python 指出它在哪里。"
found=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || stop "$python 运行不了。"
[ "$found" = "$PYTHON_VERSION" ] ||
    stop "$python 是 Python $found，这个安装包要 Python $PYTHON_VERSION；请安装它，或用 --python 指出它在哪里。"
for module in venv ensurepip ssl sqlite3 zlib bz2 lzma ctypes; do
    "$python" -c "import $module" 2>/dev/null ||
        stop "$python 缺少 $module；Debian、统信请安装 python$PYTHON_VERSION-venv，自己编译的 Python 请补齐后重新编译。"
done
if [ "$(id -u)" = 0 ]; then
    # Root reads everything; the account that will run it does not: /root's own Python would work here and nowhere else.
    folder=$(dirname "$(readlink -f "$python")")
    while [ "$folder" != / ]; do
        case $(stat -c %A "$folder") in *x | *t) ;; *) stop "其他账号进不了 $folder，用不了 $python；请用 --python 指出系统自带的 Python。" ;; esac
        folder=$(dirname "$folder")
    done
fi
mkdir -p "$prefix" 2>/dev/null && [ -w "$prefix" ] || stop "写不了 $prefix；请用 --prefix 换一个目录，或换有权限的账号。"
free=$(df -Pm "$prefix" | awk 'NR == 2 { print $4 }')
[ "$free" -ge "$LEAST_FREE_MB" ] || stop "$prefix 所在磁盘只剩 ${free}MB，至少要 ${LEAST_FREE_MB}MB。"
tell "    $machine，glibc $glibc，$python（$found），剩余 ${free}MB"

target=$prefix/$version
if [ -e "$target/.installed" ]; then
    tell "三、$version 已经装好，不再重装"
else
    tell "三、安装到 $target（约一两分钟）"
    rm -rf "$target"
    # Half an installation is none: a failure takes it away again, and what was current stays so.
    trap 'rm -rf "$target"' EXIT
    trap 'exit 130' INT TERM HUP
    "$python" -m venv "$target"
    for lock in requirements.txt yingbao.txt; do
        "$target/bin/python" -m pip install --quiet --no-index --no-deps --require-hashes --only-binary=:all: \
            --find-links "wheels/any" --find-links "wheels/$machine" --requirement "$lock" ||
            stop "有依赖包装不上（见上面的提示）；请把它发给开发者。"
    done
    "$target/bin/yingbao" --help >/dev/null || stop "装好的程序运行不了（见上面的提示）；请把它发给开发者。"
    "$target/bin/python" -c "$COMPILED" || stop "有编译好的模块在这台机器上运行不了（见上面的提示）；请把它发给开发者。"
    cp -R systemd docs "$target/" 2>/dev/null || :
    : >"$target/.installed"
    trap - EXIT INT TERM HUP
fi

before=$(readlink "$prefix/current" 2>/dev/null || :)
ln -s "$version" "$prefix/.current.new.$$"
mv -T "$prefix/.current.new.$$" "$prefix/current"
mkdir -p "$prefix/bin"
ln -sfn ../current/bin/yingbao "$prefix/bin/yingbao"

tell "四、自检（yingbao doctor）"
if [ -n "$home" ]; then
    "$prefix/bin/yingbao" doctor --home "$home" || tell "    有需要注意的地方，见上。"
else
    "$prefix/bin/yingbao" doctor || tell "    有需要注意的地方，见上。"
fi

tell "装好了：$prefix/bin/yingbao（现用版本 $version）"
case :${PATH:-}: in *":$prefix/bin:"*) ;; *) tell "    想直接输入 yingbao，请在 ~/.profile 里加一行：PATH=$prefix/bin:\$PATH" ;; esac
if [ -n "$before" ] && [ "$before" != "$version" ]; then
    tell "    原来的版本还在 $prefix/$before；要退回它：ln -sfn $before $prefix/current"
fi
tell "    卸载这个版本：rm -rf '$target'（各部门数据和工作文件夹不在里面，不受影响）"
