package topspin.sweep;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TableRowTest {
    @TempDir
    private Path directory;

    @Test
    void shouldReadTheWholeRowsOfATableThatIsStillWritten() throws IOException {
        assertThat(read("step score fps\n0 0.0 0.0\n100 -2.5 1234.5\n")).containsExactly(new TableRow(0, 0, 0),
                new TableRow(100, -2.5, 1234.5));
        assertThat(read("step score fps\n100 2.0 10.0\n200 3.0 1")).as("of 1234.5 there is one digit")
                .containsExactly(new TableRow(100, 2, 10));
        assertThat(read("step score fps\n100 2.0 10.0\n20")).hasSize(1);
        assertThat(read("step sc")).isEmpty();
        assertThat(read("")).isEmpty();
        assertThat(TableRow.read(directory.resolve("none"))).isEmpty();
    }

    @Test
    void shouldRefuseWhatIsNoTable() {
        assertThatThrownBy(() -> read("step score fps\n100 2.0 x\n")).isInstanceOf(IOException.class)
                .hasMessage(directory.resolve("table.txt") + ": expected rows of three numbers, found '100 2.0 x'");
    }

    private List<TableRow> read(String text) throws IOException {
        return TableRow.read(Files.writeString(directory.resolve("table.txt"), text));
    }
}
