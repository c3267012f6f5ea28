package topspin.cli;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import topspin.lab.Lab;
import topspin.lab.Labs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** The labs as a user runs them: what the documents promise, by the commands that show it. */
class LabCommandTest {
    @TempDir
    private Path directory;

    private final CommandLineFixture line = CommandLineFixture.real();

    /** Of a lab that keeps its runs, into the test's own directory. */
    private String lab(String arguments) {
        List<String> words = new ArrayList<>(List.of("lab"));
        words.addAll(List.of(arguments.split(" ")));
        words.addAll(List.of("--out", directory.toString()));
        assertThat(line.run(words.toArray(new String[0]))).as(arguments + ": " + line.err()).isZero();
        return line.out();
    }

    private String shown(String arguments) {
        List<String> words = new ArrayList<>(List.of("lab"));
        words.addAll(List.of(arguments.split(" ")));
        assertThat(line.run(words.toArray(new String[0]))).as(arguments + ": " + line.err()).isZero();
        return line.out();
    }

    private Path run() {
        return directory.resolve("seed-1");
    }

    private static double lastLoss(String table) {
        String row = table.lines().filter(text -> text.matches("\\d+ \\d+\\.\\d{6} .*")).reduce((a, b) -> b).orElseThrow();
        return Double.parseDouble(row.split(" ")[1]);
    }

    static Stream<String> names() {
        return Labs.all().stream().map(Lab::name);
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyLabShouldBeListedAndExplained(String name) {
        assertThat(shown(name + " --help")).contains(Labs.of(name).title().substring(0, 30));
        assertThat(line.run("lab")).isZero();
        assertThat(line.out()).containsPattern("(?m)^" + name + " +" + Pattern.quote(Labs.of(name).title()) + "$");
    }

    // ---- 001

    @Test
    void theCounterShouldCountBeyondWhatItLearnedFrom() {
        assertThat(lab("counter --workers 1")).containsPattern("counts to (1[1-9]|[2-9]\\d)( and maybe beyond)?, learned from 1 to 10");
        assertThat(lab("counter --predict aaaX")).isEqualTo("aaaX -> bbb.\n");
    }

    @Test
    void recallShouldRememberTheFirstLetter() {
        assertThat(lab("recall --workers 1")).containsPattern("AxxxxxxY -> a with probability (0\\.99|1\\.00)")
                .containsPattern("BxxxxxxY -> b with probability (0\\.99|1\\.00)").contains("100 right");
    }

    /** Seven of eight numbers follow from the one before; the last one is a guess. */
    @Test
    void conflictShouldNeedAMemory() {
        assertThat(lab("conflict --workers 1")).contains("lstm: 3,0,1,2 -> 0,1,2,3 (the last one with probability 0.9",
                "4,0,1,2 -> 0,1,2,4 (the last one with probability 0.9", "right 87.5 %")
                .containsPattern("feed-forward control: .*probability 0\\.(49|50)\\d.*probability 0\\.(49|50)\\d");
    }

    @ParameterizedTest
    @CsvSource({"one-to-one,6", "many-to-one,30", "many-to-many,6"})
    void echoShouldSayItsNumbersAgainWithTheNotesParameters(String mode, int dense) {
        String summary = shown("echo --mode " + mode + " --summary");
        assertThat(summary).containsPattern("(?m)^lstm.* 140$").containsPattern("(?m)^dense.* " + dense + "$")
                .containsPattern("(?m)^total +" + (140 + dense) + "$");
        assertThat(lab("echo --workers 1 --mode " + mode)).contains("expected 0.8, said 0.").doesNotContain("said 0.9");
        assertThat(line.err()).contains(", reaching every number right to a tenth");
    }

    @Test
    void bothDirectionsShouldKnowWhatOneCannot() {
        String said = lab("bidirectional --epochs 30 --workers 1");
        double both = Double.parseDouble(said.lines().filter(row -> row.startsWith("30 ")).findFirst().orElseThrow().split(" ")[3]);
        String control = said.lines().filter(row -> row.contains("forwards alone")).findFirst().orElseThrow();
        assertThat(both).isGreaterThan(99);
        assertThat(Double.parseDouble(control.replaceAll(".*right ([\\d.]+) %", "$1"))).isBetween(60.0, 92.0);
        assertThat(said).contains("110010110100 -> <<<<<=>>>>>>");
    }

    @Test
    void returnedSequencesAndStatesShouldBeWhatKerasReturns() {
        List<String> lines = shown("return-sequences").lines().map(String::strip).toList();
        String last = lines.get(lines.indexOf("lstm(1) returns (batch, units) = (1, 1)") + 1);
        int every = lines.indexOf("lstm(1), return_sequences: (batch, time, units) = (1, 3, 1)");
        assertThat(lines.get(every + 3)).isEqualTo(last);
        assertThat(lines).contains("parameters: 12", "output  " + last, "state_h " + last);
        assertThat(lines).noneMatch(("state_c " + last)::equals).anyMatch(row -> row.startsWith("state_c ["));
    }

    @Test
    void piecesShouldBeTheWholeIfTheStateIsCarried() {
        assertThat(shown("stateful")).containsPattern("carried 0\\.000000, not carried 0\\.0[1-9]");
        assertThat(shown("stateful --type gru --piece 3")).containsPattern("carried 0\\.000000, not carried 0\\.0*[1-9]");
    }

    @Test
    void theFinalModelShouldAnswerTheSameOnceLoaded() {
        assertThat(lab("final-model --workers 1 --epochs 50")).contains("the same answers, bit for bit");
        assertThat(lab("final-model --predict 0.7,0.8,0.9")).matches("0\\.7,0\\.8,0\\.9 -> [\\d.]+\n");
    }

    @Test
    void fitShouldDrawItsRunsAndSayWhatTheyShow() throws IOException {
        String said = lab("fit --workers 1");
        assertThat(said).contains("4-fold cross-validation over all 9 pairs: loss 0.", "diagnosis: Underfit", "seed      loss");
        String figure = Files.readString(directory.resolve("fit.svg"));
        assertThat(figure).contains("training loss", "validation loss", "5 runs.");
        assertThat(figure.split("<path d=", -1)).as("a line for each run and loss, and two in the legend").hasSizeGreaterThan(12);
    }

    // ---- 002

    /** The tutorial's lab on shorter strings: it learns from a third of them, and is asked the others. */
    @Test
    void countOnesShouldCountStringsThatItNeverSaw() {
        String said = lab("count-ones --bits 10 --strings 300 --epochs 300 --workers 1 --set fit.batch=100");
        double right = Double.parseDouble(said.lines().filter(row -> row.startsWith("300 ")).findFirst().orElseThrow().split(" ")[2]);
        assertThat(right).isGreaterThan(97);
        assertThat(lab("count-ones --predict 1110001110")).startsWith("1110001110 has 6 ones with probability 0.");
        assertThat(shown("count-ones --summary")).containsPattern("(?m)^lstm.* 2,496$").containsPattern("(?m)^dense.* 525$");
    }

    @Test
    void anotherCellShouldCountToo() {
        assertThat(shown("count-ones --cell gru,reset=before --layers 2 --summary")).contains("gru, reset before, last output",
                "(batch, time 20, features 24)", "(batch, features 24)").containsPattern("(?m)^total +5,925$");
    }

    // ---- 003

    @Test
    void rnnBasicsShouldShowTheSlidesShapes() {
        assertThat(shown("rnn-basics")).contains("inputs (batch, time, features) = (1, 1, 4)",
                "outputs of lstm (batch, time, units) = (1, 1, 2)", "(1, 5, 4)", "(1, 5, 2)", "(3, 5, 4)", "(3, 5, 2)",
                "h = [ 1,  0,  0,  0]");
    }

    @Test
    void sequenceLossShouldPrintTheSlidesNumbers() {
        assertThat(shown("sequence-loss").lines().filter(row -> row.startsWith("Loss"))).containsExactly("Loss: 0.596759",
                "Loss: 0.513015", "Loss: 0.371101");
        // the second step counts nothing: (0.474077 + 0.403186) / 2
        assertThat(line.run("lab", "sequence-loss", "--scores", "0.2 0.7, 0.6 0.2, 0.2 0.9", "--weights", "1,0,1")).isZero();
        assertThat(line.out()).endsWith("Loss: 0.438632\n");
    }

    @Test
    void hiHelloShouldSayIhelloWithTheSlidesLoss() {
        String said = lab("hihello --workers 1");
        assertThat(said).startsWith("epoch loss right-% examples/s\n").endsWith("said: ihello\n");
        assertThat(lastLoss(said)).isLessThanOrEqualTo(0.753);
        assertThat(lab("hihello --predict hih")).isEqualTo("hih -> ihe\n");
    }

    @Test
    void longSequenceShouldComeToTheSlidesLoss() {
        String said = lab("long-sequence --workers 1 --epochs 1420");
        assertThat(lastLoss(said)).isLessThanOrEqualTo(1.374);
        assertThat(said).contains("f you want you");
    }

    @Test
    void longSentenceShouldNeedTheSoftmaxLayer() {
        String said = lab("long-sentence --workers 1");
        assertThat(lastLoss(said)).isLessThanOrEqualTo(0.23);
        assertThat(said).contains(" you want to build a ship, don't drum up people together to collect wood and don't assign them "
                + "tasks and work, but rather teach them to long for the endless immensity of the sea.");
        String without = shown("long-sentence --workers 1 --layers 1 --softmax false --out " + directory.resolve("without"));
        assertThat(lastLoss(without)).as("bounded by log(1 + 24/e²)").isGreaterThan(1.446);
    }

    @Test
    void charRnnShouldLearnATextAndWriteOnFromIt() throws IOException {
        Path text = Files.writeString(directory.resolve("text.txt"), "the cat sat on the mat. ".repeat(200));
        String said = lab("char-rnn " + text + " --workers 1 --units 32 --layers 2 --epochs 20 --window 10 --sample 60 "
                + "--temperature 0.1 --set fit.batch=10 --set optimiser.learning-rate=0.01");
        assertThat(lastLoss(said)).isLessThan(0.2);
        assertThat(said.lines().reduce((a, b) -> b).orElseThrow()).contains("the mat. the cat sat on the mat.");
        assertThat(line.run("lab", "char-rnn", "--predict", "the c", "--out", directory.toString())).isZero();
        assertThat(line.out()).startsWith("the cat sat on the mat.");
        assertThat(line.run("lab", "char-rnn", "--predict", "the c", "--sample", "2", "--out", directory.toString())).isZero();
        assertThat(line.out()).as("options of the line win").isEqualTo("the cat\n");
    }

    @Test
    void outputsAfterTheEndOfASequenceShouldBeZero() {
        assertThat(shown("dynamic").lines().filter(row -> row.contains("[ 0.00000000,  0.00000000]"))).as("2 + 1 of padding").hasSize(3);
        assertThat(shown("dynamic --type gru").lines().filter(row -> row.startsWith("  ")).filter(row -> row.matches("  [a-z]+ .*")))
                .hasSize(3).allSatisfy(row -> {
                    String[] states = row.strip().split(" {2}(?=\\[)");
                    assertThat(states[1]).isEqualTo(states[2]);
                });
    }

    @Test
    void stockShouldBeHonestAboutARandomWalk() throws IOException {
        String said = lab("stock --workers 1 --epochs 300");
        assertThat(said).contains("the last close again                  11.987", "linear regression", "skill-%");
        assertThat(Files.readString(run().resolve("prediction.svg"))).contains("truth", "prediction", "generated series");
    }

    /** Tomorrow is today's close plus the day's gain, twice: the last value is wrong, and both models can know it. */
    @Test
    void stockShouldFindWhatCanBeKnown() throws IOException {
        StringBuilder rows = new StringBuilder("Open,High,Low,Volume,Close\n");
        for (int day = 0; day < 300; day++) {
            double close = 100 + 10 * Math.sin(day / 4.0);
            rows.append(String.format(Locale.ROOT, "%.4f,%.4f,%.4f,1000,%.4f%n", close - 1, close + 1, close - 2, close));
        }
        Path file = Files.writeString(directory.resolve("wave.csv"), rows);
        String said = lab("stock " + file + " --order oldest-first --workers 1 --epochs 300");
        double skill = Double.parseDouble(said.lines().filter(row -> row.startsWith("300 ")).findFirst().orElseThrow().split(" ")[3]);
        assertThat(skill).isGreaterThan(95);
        assertThat(lab("stock --predict " + file)).contains("wave.csv: next close ");
    }

    // ---- 004

    @Test
    void shapesShouldWalkNumbersToTheirAxes() throws IOException {
        assertThat(shown("shapes")).contains("(samples, time, features) = (1, 10, 2), 20 numbers", "[0, 0, :] = [ 0.10,  1.00]",
                "[0, 2, :] = [ 0.30,  0.80]", "time and features are swapped; transpose each example to 10 rows of 2");
        assertThat(shown("shapes --samples 1085420 --time 31 --features 1")).as("the question of 004")
                .contains("(1085420, 31, 1), 33648020 numbers", "reshape to (samples, 31, 1)");
        Path csv = Files.writeString(directory.resolve("air.csv"), "pm,wind\n1,2\n3,4\n5,6\n7,8\n9,10\n");
        assertThat(shown("shapes " + csv + " --time 2")).contains("5 rows (time steps), 2 columns (features): pm, wind",
                "the last 1 rows are left over", "(2, 2, 2)", "[1, 0, :] = [ 5.00,  6.00]");
    }

    // ---- runs

    @Test
    void runsShouldBeLikeAnyOthers() {
        assertThat(lab("recall --workers 1 --epochs 40 --seeds 2")).contains("2 of 2 seeds reached every answer right");
        for (String name : List.of("config.yaml", "run.json", "table.txt", "progress.csv", "events.out.tfevents.topspin")) {
            assertThat(run().resolve(name)).isNotEmptyFile();
        }
        assertThat(line.run("stats", directory.toString())).as(line.err()).isZero();
        assertThat(line.out()).contains("100");
        assertThat(line.run("plot", directory.toString(), "-o", directory.resolve("c.svg").toString())).isZero();
        assertThat(line.run("report", directory.toString(), "-o", directory.resolve("r.html").toString())).isZero();
        assertThat(directory.resolve("r.html")).content().contains("./topspin lab recall --workers 1 --epochs 40 --seeds 2");
        assertThat(line.run("lab", "recall", "--out", directory.toString(), "--epochs", "40")).isEqualTo(2);
        assertThat(line.err()).contains("holds this very run, finished");
        assertThat(lab("recall --workers 1 --epochs 40 --seeds 3")).contains("3 of 3 seeds reached every answer right");
        assertThat(line.err()).contains("seed-1 was finished before", "seed-2 was finished before").contains("run: "
                + directory.resolve("seed-3") + "\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "cuont-ones|lab cuont-ones: unknown lab; did you mean count-ones?",
        "count-ones --bits 30|--bits 30: expected a whole number from 1 to 24, got 30",
        "count-ones --bits four|--bits four: expected a whole number",
        "count-ones --set fit.epoch=3|--set fit.epoch=3: unknown key; did you mean fit.epochs?",
        "count-ones --cell lsmt|--cell lsmt: core.type: expected one of lstm, gru, rnn, mingru, lru, none, got 'lsmt'; did you mean lstm?",
        "count-ones --cell gru,rest=before|unknown key; did you mean core.reset?",
        "count-ones --cell none|expected a recurrent cell, since this lab has no control without memory, got 'none'",
        "char-rnn README.md --cell none|expected a recurrent cell",
        "count-ones --layers 0|--layers 0: expected a whole number from 1 to 64, got 0",
        "count-ones --epochs 0|--epochs 0: expected a whole number from 1",
        "count-ones --seeds 0|--seeds 0: expected a whole number, at least 1",
        "count-ones --predict 10|does not exist; train first with ./topspin lab count-ones",
        "hihello --text x|--text x: expected a text of at least 2 letters, got 'x'",
        "hihello --text hello|--text hello: expected 4, one unit for each different letter of the text",
        "echo --mode many-to-none|--mode many-to-none: expected one of one-to-one, many-to-one, many-to-many, got 'many-to-none'; did you mean many-to-one?",
        "stock nowhere.csv|nowhere.csv cannot be read: no such file or directory; expected a CSV file with the columns Open, High, Low, Volume, Close",
        "stock --share 1|--share 1: expected a number between 0 and 1",
        "char-rnn|char-rnn: expected a text to learn, such as ./topspin lab char-rnn README.md",
        "fit --training 0.1|--training 0.1: expected at least two numbers, got '0.1'",
        "recall --set optimiser.type=adm|optimiser.type=adm: expected one of adam, rmsprop, sgd, got 'adm'",
        "conflict --resume nowhere|nowhere does not exist"})
    void wrongInputShouldEndWithOneLine(String arguments, String complaint) {
        List<String> words = new ArrayList<>(List.of("lab"));
        words.addAll(List.of(arguments.split(" ")));
        if (!arguments.contains("--resume") && arguments.startsWith("count") || arguments.startsWith("hihello")) {
            words.addAll(List.of("--out", directory.resolve("none").toString()));
        }
        assertThat(line.run(words.toArray(new String[0]))).isEqualTo(2);
        assertThat(line.err().lines()).hasSize(1);
        assertThat(line.err()).contains(complaint);
    }

    @Test
    void wrongQuestionsShouldBeRefused() {
        lab("recall --workers 1 --epochs 1");
        assertThat(line.run("lab", "recall", "--out", directory.toString(), "--predict", "Cxx")).isEqualTo(2);
        assertThat(line.err()).isEqualTo("--predict 'Cxx': expected A or B, letters x, and Y, such as AxxxxxxY\n");
    }

    @Test
    void whatIsNoTextShouldBeRefused() throws IOException {
        Path noise = Files.write(directory.resolve("noise.bin"), new byte[] {0, 1, (byte) 0xfe, (byte) 0xff, 0, 9});
        assertThat(line.run("lab", "char-rnn", noise.toString())).isEqualTo(2);
        assertThat(line.err().lines()).hasSize(1);
        assertThat(line.err()).startsWith(noise.toString()).contains("expected a text file");
    }
}
