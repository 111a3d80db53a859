"""`pandavision completion`: what a shell needs to complete commands and options."""

from __future__ import annotations

import click
from click.shell_completion import ShellComplete, get_completion_class

from pandavision_gui.cli.output import say

_INSTALL = {
    "bash": 'Put into ~/.bashrc:  eval "$(pandavision completion bash)"',
    "zsh": 'Put into ~/.zshrc, below compinit:  eval "$(pandavision completion zsh)"',
    "fish": "Run once:  pandavision completion fish > ~/.config/fish/completions/pandavision.fish",
}
_VARIABLE = "_PANDAVISION_COMPLETE"
"""Where click looks for a question of the shell."""


@click.command(short_help="Print a script that lets a shell complete commands.")
@click.argument("shell", type=click.Choice(list(_INSTALL)))
@click.pass_context
def completion(context: click.Context, shell: str) -> int:
    """Print a script that lets SHELL complete commands, options and files.

    \b
    To install it:
      bash   put into ~/.bashrc:  eval "$(pandavision completion bash)"
      zsh    put into ~/.zshrc, below compinit:  eval "$(pandavision completion zsh)"
      fish   pandavision completion fish > ~/.config/fish/completions/pandavision.fish
    """
    found = get_completion_class(shell)
    if found is None:
        raise click.UsageError(f"There is no completion for {shell}.")
    asked = found(context.find_root().command, {}, "pandavision", _VARIABLE)
    # The class's own `source` looks for the shell first, which is another machine's, perhaps.
    say(ShellComplete.source(asked).strip())  # zsh: its first line must stay the first
    say(f"# {_INSTALL[shell]}")
    return 0
