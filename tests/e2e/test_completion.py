"""bash's completion: offers what the programs know, for it asks them."""

import re
import shlex
import subprocess

import pytest

LISTED = """printf '%s\\n' 'ORDER    STATE' 'EH-1001  in work' 'EH-1002  held'"""  # as `mailorder list` prints them


@pytest.fixture(scope="module")
def offered(build, source, tmp_path_factory):
    """offered("mailorder show ") is what bash would offer there; of a `list` a store is not needed."""
    folder = tmp_path_factory.mktemp("programs")
    (folder / "mailorderd").symlink_to(build / "mailorderd")
    (folder / "mailorder").write_text(f'#!/bin/sh\ncase " $*" in *" list") {LISTED} ;; *) exec {build}/mailorder "$@" ;; esac\n')
    (folder / "mailorder").chmod(0o755)

    def offer(line):
        words = re.findall(r"=|[^\s=]+", line) + ([""] if line[-1] in " =" else [])
        name = words[0]
        script = f"""PATH={folder}:$PATH
. {source}/conf/completion/{name}
complete -p {name} >/dev/null || exit
COMP_WORDS=({" ".join(map(shlex.quote, words))}) COMP_CWORD={len(words) - 1}
_mailorder
printf '%s\\n' "${{COMPREPLY[@]}}" """
        done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=60, check=True)
        assert done.stderr == ""
        return done.stdout.split()
    return offer


def test_every_subcommand_is_offered(offered, build, source):
    help_text = subprocess.run([build / "mailorder", "--help"], capture_output=True, text=True, check=True).stdout
    known = [line.split()[0] for line in help_text.splitlines() if line.startswith("  ")]
    assert len(known) > 20 and sorted(offered("mailorder ")) == sorted(known)
    assert offered("mailorder re") == [name for name in known if name.startswith("re")]
    manual = (source / "docs" / "mailorder.1").read_text().replace("\\-", "-")
    assert [name for name in known if not re.search(rf'^\.BI?R? "?{name}\b', manual, re.M)] == []


def test_options_are_those_of_the_subcommand(offered):
    assert offered("mailorder --") == ["--config", "--help", "--version"]
    assert {"--state", "--customer", "--json"} <= set(offered("mailorder list -"))
    assert offered("mailorder --config=my.conf list --st") == ["--state"]
    assert offered("mailorder backup --a") == ["--all-mail"]
    assert {"--foreground", "--log-level", "--check"} <= set(offered("mailorderd -"))


def test_arguments_are_orders_and_the_words_of_the_subcommand(offered):
    assert offered("mailorder show ") == ["mail", "EH-1001", "EH-1002"]
    assert offered("mailorder -c my.conf ship EH-1002") == ["EH-1002"]
    assert offered("mailorder queue ") == ["retry", "drop"]
    assert offered("mailorder form ") == ["all"]
    for files in ("mailorder try ", "mailorder --config=", "mailorderd --config ", "mailorder ship EH-1001 "):
        assert offered(files) == []  # then bash offers files
