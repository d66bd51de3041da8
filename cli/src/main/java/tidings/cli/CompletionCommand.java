package tidings.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `tidings completion`: what bash and zsh need to complete commands and options.
@Command(name = "completion", description = "Prints a script that has bash and zsh complete commands and options.", footer = {
    "", "As in: source <(tidings completion)"})
final class CompletionCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Override
    public Integer call() {
        CommandLine all = Main.line(command.commandLine().getErr());
        System.out.print(AutoComplete.bash(all.getCommandName(), all));
        return ExitStatus.OK;
    }
}
