package topspin.text;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

class DecimalTest {
    private static final Pattern FRACTION = Pattern.compile("%[-+,0-9]*\\.[0-9]+[fg]");
    /** Besides {@link Decimal}, those whose numbers are coordinates in a picture. */
    private static final Set<String> OTHERS = Set.of("Decimal.java", "SplitsChart.java");

    @ParameterizedTest
    @CsvSource({"-0.04, 0.0", "-0.0, 0.0", "-0.05, -0.1", "0.04, 0.0", "18.25, 18.3", "-21, -21.0", "1234.56, 1234.6", "NaN, NaN",
        "-Infinity, -Infinity"})
    void shouldWriteTenthsAndNoZeroWithASign(double value, String written) {
        assertThat(Decimal.of(value, 1)).isEqualTo(written);
    }

    @Test
    void shouldWriteWholeNumbersToo() {
        assertThat(Decimal.of(-0.4, 0)).isEqualTo("0");
        assertThat(Decimal.grouped(-0.4, 0)).isEqualTo("0");
        assertThat(Decimal.grouped(-1234567.4, 0)).isEqualTo("-1,234,567");
        assertThat(Decimal.grouped(1234567.44, 1)).isEqualTo("1,234,567.4");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"12345.6 | 12,346", "-1000 | -1,000", "18.25 | 18.3", "-21 | -21.0", "9.876 | 9.88",
        "-0.149 | -0.15", "0 | 0.00", "-0.0 | 0.00", "0.0123 | 0.012", "-0.00004 | -4.0e-05"})
    void shouldWriteScoresAndTheirDifferencesWithThreeDigitsOrSo(double value, String written) {
        assertThat(Decimal.score(value)).isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource({"0.0009, < 0.001", "0.001, = 0.001", "0.0312, = 0.031", "1, = 1.000"})
    void shouldWriteProbabilitiesOfChanceToThousandths(double p, String written) {
        assertThat(Decimal.p(p)).isEqualTo(written);
    }

    @Test
    void shouldBeTheOnlyOneWhoRoundsNumbersForPeople() throws IOException {
        List<String> strangers = new ArrayList<>();
        for (String root : List.of("src/main/java", "envs/src/main/java")) {
            try (Stream<Path> files = Files.walk(Path.of(root))) {
                for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    if (!OTHERS.contains(file.getFileName().toString())
                            && FRACTION.matcher(Files.readString(file)).find()) {
                        strangers.add(file.toString());
                    }
                }
            }
        }
        assertThat(strangers).isEmpty();
    }

    @Test
    void whatRoundingLeavesOfNothingShouldBeNothing() {
        assertThat(Decimal.score(9.3e-18)).isEqualTo("0.00");
        assertThat(Decimal.score(-9.3e-18)).isEqualTo("0.00");
        assertThat(Decimal.score(9.3e-7)).isEqualTo("9.3e-07");
    }
}
