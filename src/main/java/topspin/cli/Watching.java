package topspin.cli;

import picocli.CommandLine.Option;
import topspin.page.PageServer;
import topspin.page.RunControl;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The option of commands that train: a page over what they write, as long as they run. */
final class Watching {
    @Option(names = "--watch", arity = "0..1", paramLabel = "PORT", fallbackValue = "" + PageServer.DEFAULT_PORT,
            description = "Shows the page of ./topspin watch over this while it runs, for this machine alone; default port "
            + PageServer.DEFAULT_PORT + ", 0 takes any free one. Costs training nothing: the page reads files.")
    private Integer port;

    /** An open page, or none. */
    interface Page extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Opens the page if it is asked for.
     *
     * @param said gets the line that says where it is
     */
    Page open(Path directory, Consumer<String> said) {
        if (port == null) {
            return () -> { };
        }
        PageServer server = Listening.here(port, (address, names) -> new PageServer(address, names, List.of(directory),
                Optional.<RunControl>empty()));
        server.start();
        said.accept("watch: " + server.url());
        return server::close;
    }
}
