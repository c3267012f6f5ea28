package topspin.lab.course;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import topspin.config.InputException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class NumberTableTest {
    @TempDir
    private Path directory;

    private String file(String text) throws IOException {
        return Files.writeString(directory.resolve("days.csv"), text).toString();
    }

    @Test
    void namedColumnsShouldBeFoundInAnyOrderBesidesOthers() throws IOException {
        String file = file("# prices\nDate,close,Open,High,Low,Volume\n2020-01-02,5,1,2,3,4\n\n2020-01-01,50,10,20,30,40\n");
        Prices prices = Prices.read(file, true);
        assertThat(prices.days()).isDeepEqualTo(new double[][] {{10, 20, 30, 40, 50}, {1, 2, 3, 4, 5}});
        assertThat(Prices.read(file, false).days()[0]).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void allColumnsShouldBeReadWithOrWithoutNames() throws IOException {
        assertThat(NumberTable.read(file("a,b\r\n1,2\r\n3,4\r\n"), List.of()).columns()).containsExactly("a", "b");
        NumberTable bare = NumberTable.read(file("1,2\n3,4"), List.of());
        assertThat(bare.columns()).containsExactly("column 1", "column 2");
        assertThat(bare.rows()).isDeepEqualTo(new double[][] {{1, 2}, {3, 4}});
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "Open,High,Low,Volume\\n1,2,3,4\\n|:1: expected a column Close (the first line is to hold Open,High,Low,Volume,Close in any order), got 'Open,High,Low,Volume'",
        "Open,High,Low,Volume,Close\\n1,2,3,4,5\\n1,2,,4,5\\n|:3: Low is empty; expected a number",
        "Open,High,Low,Volume,Close\\n1,2,3,4,5\\n1,2,3,x,5\\n|:3: Volume: expected a finite number, got 'x'",
        "Open,High,Low,Volume,Close\\n1,2,3,inf,5\\n|:2: Volume: expected a finite number, got 'inf'",
        "Open,High,Low,Volume,Close\\n1,2,3\\n|:2: expected 5 cells, as in the first line, got 3",
        "Open,High,Low,Volume,Close\\n|: holds no numbers; expected a first line Open,High,Low,Volume,Close and a row per day"})
    void faultsShouldBeNamedWithTheirLine(String text, String complaint) throws IOException {
        String file = file(text.replace("\\n", "\n"));
        assertThatThrownBy(() -> Prices.read(file, true)).isInstanceOf(InputException.class).hasMessage(file + complaint);
    }

    @Test
    void whatIsNoTextFileShouldBeRefused() throws IOException {
        Path binary = Files.write(directory.resolve("noise"), new byte[] {0, (byte) 0xff, 7, 0});
        assertThatThrownBy(() -> NumberTable.read(binary.toString(), List.of())).isInstanceOf(InputException.class)
                .hasMessageStartingWith(binary.toString()).hasMessageEndingWith("expected a CSV file of numbers");
        assertThatThrownBy(() -> NumberTable.read(directory.toString(), List.of())).isInstanceOf(InputException.class)
                .hasMessage(directory + ": is a directory; expected a CSV file of numbers");
        assertThatThrownBy(() -> NumberTable.read(directory + "/none.csv", List.of())).isInstanceOf(InputException.class)
                .hasMessageContaining("none.csv cannot be read");
    }

    @Test
    void theSeriesThatShipsShouldBeWhole() {
        double[][] days = Prices.shipped().days();
        assertThat(days).hasDimensions(732, 5);
        for (double[] day : days) {
            assertThat(day[1]).as("high").isGreaterThanOrEqualTo(Math.max(day[0], day[Prices.CLOSE]));
        }
    }
}
