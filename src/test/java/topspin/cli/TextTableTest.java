package topspin.cli;

import org.junit.jupiter.api.Test;
import topspin.report.AnalysisTables;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class TextTableTest {

    @Test
    void shouldSetNumbersToTheRightAndWrapItsNoteAt80Columns() {
        String table = TextTable.format(new AnalysisTables.Table("Scores", List.of("variant", "IQM"),
                List.of(List.of("a", "18.2"), List.of("another", "-0.50")), "word ".repeat(40).strip()));

        assertThat(table).startsWith("Scores\nvariant    IQM\na         18.2\nanother  -0.50\nword word");
        assertThat(table.lines().skip(4)).hasSize(3).allMatch(line -> line.length() <= 80 && line.endsWith("word"));
    }
}
