package topspin.cli;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;
import topspin.run.RunDirectory;
import topspin.stats.RunFixtures;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/** The page of {@code ./topspin watch} in a real browser, as a person uses it. */
@Timeout(180)
class PageBrowserTest {
    private static final Pattern URL = Pattern.compile("http://127\\.0\\.0\\.1:[0-9]+/");
    private static final String SCORE = "document.querySelector('[data-metric=score]').chart";
    private static Browser browser;

    @TempDir
    private Path directory;
    private Thread serving;
    private String url;

    @BeforeAll
    static void find() {
        browser = Browser.find().orElse(null);
        Assumptions.assumeTrue(browser != null, "skipped: there is no chromium with chromedriver (Debian: chromium, chromium-driver)");
    }

    @AfterAll
    static void leave() {
        if (browser != null) {
            browser.close();
        }
    }

    /** Whatever became of the test, the process that the page started ends. */
    @AfterEach
    void leaveNobodyBehind() throws IOException {
        Path run = directory.resolve("results/recall/seed-1");
        if (Files.exists(run)) {
            RunDirectory.requestStop(run);
        }
    }

    @AfterEach
    void end() throws InterruptedException {
        if (serving != null) {
            List<String> complaints = browser.complaints();
            Object foreign = browser.js("return performance.getEntriesByType('resource').map(e => e.name).filter(n => !n.startsWith(arguments[0]))", url);
            browser.driver().get("about:blank");
            serving.interrupt();
            serving.join();
            assertThat(foreign).as("requests to elsewhere").isEqualTo(List.of());
            assertThat(complaints).isEmpty();
        }
    }

    private void serve() throws InterruptedException {
        serve("--port", "0");
    }

    private void serve(String... options) throws InterruptedException {
        CommandLineFixture topspin = CommandLineFixture.real();
        List<String> words = new ArrayList<>(List.of("watch", directory.resolve("results").toString()));
        words.addAll(List.of(options));
        serving = new Thread(() -> topspin.run(words.toArray(String[]::new)));
        serving.start();
        Matcher said = URL.matcher("");
        while (!said.reset(topspin.err()).find()) {
            Thread.sleep(5);
        }
        url = said.group();
    }

    private Path run(String name, double... scores) {
        return RunFixtures.run(directory.resolve("results").resolve(name), scores);
    }

    private Path run(String name, String status, String config, double... scores) throws IOException {
        Path run = RunFixtures.status(run(name, scores), status);
        Files.writeString(run.resolve("config.yaml"), config);
        return run;
    }

    /** Three variants of three seeds each. */
    private void experiment() throws IOException {
        for (int seed = 1; seed <= 3; seed++) {
            run("exp/fast/seed-" + seed, "finished", "gamma: 0.9\nppo: {clip: 0.1}\nseed: " + seed + "\n", seed, 4, 10 + seed, 15, 20);
            run("exp/slow/seed-" + seed, "finished", "gamma: 0.99\nppo: {clip: 0.2}\nseed: " + seed + "\n", 0, seed, 2, 3, 4 + seed);
            run("exp/wild/seed-" + seed, "finished", "gamma: 0.99\nppo: {clip: 0.1}\nseed: " + seed + "\n", 9, -9, 9, -9, 5);
        }
    }

    private static Object labels() {
        return browser.js("return " + SCORE + ".visible().map(line => line.label)");
    }

    private static void awaitLines(String... names) throws InterruptedException {
        browser.await(List.of(names), "return " + SCORE + ".visible().map(line => line.label)");
    }

    private static WebElement find(String selector) {
        return browser.driver().findElement(By.cssSelector(selector));
    }

    private static void choose(String id, String value) {
        browser.js("const e = document.getElementById(arguments[0]); e.value = arguments[1]; e.dispatchEvent(new Event('change')); "
                + "e.dispatchEvent(new Event('input'))", id, value);
    }

    @Test
    void aRowShouldBeSeenWithinASecondOfBeingWritten() throws Exception {
        Path run = run("exp/a/seed-1", "running", "total-steps: 1000\n", 1, 2, 3);
        serve();
        browser.open(url + "#run=exp/a/seed-1");
        browser.await("3", "return document.querySelector('.seed .score')?.textContent");
        for (int row = 4; row < 8; row++) {
            Files.writeString(run.resolve("progress.csv"), 100 * row + "," + row + ",50," + 2 * row + "\n", StandardOpenOption.APPEND);
            long written = System.nanoTime();
            browser.await(Integer.toString(row), "return document.querySelector('.seed .score')?.textContent");
            assertThat(System.nanoTime() - written).isLessThan(1_500_000_000L);
            browser.await(100L * row, "return " + SCORE + ".lines[0].xs.at(-1)");
        }
        assertThat(find("#details").getText()).contains("700 of 1k (70 %)");
        RunFixtures.status(run, "finished");
        browser.await("1 finished", "return document.getElementById('counts').textContent");
        browser.await(true, "return document.querySelector('.verdict').textContent.startsWith('One seed supports no verdict')");
        Files.delete(run.resolve("config.yaml"));
        Files.delete(run.resolve("run.json"));
        Files.delete(run.resolve("progress.csv"));
        browser.await(true, "return document.getElementById('notice').textContent.startsWith('There are no runs below')");
    }

    @Test
    void aFilterShouldLeaveWhatItSaysAndTheAddressShouldHoldTheView() throws Exception {
        experiment();
        serve();
        browser.open(url);
        awaitLines("fast", "slow", "wild");
        Object colour = browser.js("return " + SCORE + ".visible()[1].look.colour");
        find("#filter").sendKeys("gamma=0.99");
        awaitLines("slow", "wild");
        assertThat(browser.js("return " + SCORE + ".visible()[0].look.colour")).as("colours stay").isEqualTo(colour);
        find("#filter").sendKeys(" ppo.clip>0.15");
        awaitLines("slow");
        assertThat(find("#matches").getText()).isEqualTo("3 of 9 runs");
        String address = browser.driver().getCurrentUrl();
        browser.open(address);
        awaitLines("slow");
        assertThat(find("#filter").getAttribute("value")).isEqualTo("gamma=0.99 ppo.clip>0.15");
        find("#filter").clear();
        find("#filter").sendKeys("-fast nothing");
        awaitLines();
        find("#filter").clear();
        find("#filter").sendKeys("-fast");
        awaitLines("slow", "wild");
        browser.js("document.querySelector('[data-variant=wild]').click()");
        awaitLines("slow");
        assertThat(find(".verdict").getText()).as("the verdict is on all, whatever is shown").contains("fast");
    }

    @Test
    void linesBandsAndSmoothingShouldBeAsChosen() throws Exception {
        experiment();
        serve();
        browser.open(url);
        awaitLines("fast", "slow", "wild");
        assertThat(browser.js("return " + SCORE + ".visible()[0].mid")).isEqualTo(List.of(2L, 4L, 12L, 15L, 20L));
        choose("band", "minmax");
        browser.await(List.of(1L, 4L, 11L, 15L, 20L), "return " + SCORE + ".visible()[0].low");
        choose("band", "seeds");
        browser.await(3L, "return " + SCORE + ".visible()[0].each.length");
        choose("band", "iqm");
        choose("smooth", "1");
        browser.await(List.of(9L, 3L, -3L, 5.0 / 3, 5L), "return " + SCORE + ".visible()[2].mid");
        assertThat(browser.js("return " + SCORE + ".visible()[2].each[0].rawYs")).as("raw behind it").isEqualTo(List.of(9L, -9L, 9L, -9L, 5L));
        choose("x", "seconds");
        browser.await(List.of(2L, 4L, 6L, 8L, 10L), "return " + SCORE + ".visible()[0].xs");
        choose("metrics", "fps");
        browser.await(50L, "return document.querySelector('[data-metric=fps]')?.chart.visible()[0]?.mid[3]");
        choose("colour", "gamma");
        browser.await(true, "const v = " + SCORE + ".visible(); return v[1].look.colour === v[2].look.colour && v[0].look.colour !== v[1].look.colour");
        choose("dash", "ppo.clip");
        browser.await(true, "const v = " + SCORE + ".visible(); return v[1].look.dash.length !== v[2].look.dash.length");
        browser.picture("curves");
    }

    @Test
    void draggingShouldLookCloser() throws Exception {
        experiment();
        serve();
        browser.open(url);
        awaitLines("fast", "slow", "wild");
        WebElement over = find(".u-over");
        new Actions(browser.driver()).moveToElement(over, -100, 0).clickAndHold().moveByOffset(150, 10).release().perform();
        browser.await(true, "return location.hash.includes('view=')");
        browser.await(true, "const [from, to] = " + SCORE + ".rangeX(); return from > 100 && to < 450");
        find("#unzoom").click();
        browser.await(List.of(0L, 500L), "return " + SCORE + ".rangeX()");
        new Actions(browser.driver()).moveToElement(over, 40, 0).perform();
        browser.await(true, "return !document.querySelector('.tip').hidden && document.querySelector('.tip').textContent.includes('wild')");
    }

    @Test
    void keysShouldDoWhatTheHelpSays() throws Exception {
        experiment();
        serve();
        browser.open(url);
        awaitLines("fast", "slow", "wild");
        WebElement body = find("body");
        body.sendKeys("j");
        browser.await("exp/fast/seed-1", "return new URLSearchParams(location.hash.slice(1)).get('run')");
        body.sendKeys("j");
        browser.await(true, "return document.querySelector('#details h2').textContent.includes('seed-2')");
        body.sendKeys(Keys.ESCAPE);
        browser.await(true, "return document.getElementById('details').hidden");
        body.sendKeys("b");
        browser.await("minmax", "return document.getElementById('band').value");
        body.sendKeys("/");
        browser.await("filter", "return document.activeElement.id");
    }

    /** On a telephone and on a wall, by day and by night. */
    @Test
    void shouldFitEveryScreen() throws Exception {
        experiment();
        serve();
        try {
            for (int width : new int[] {420, 900, 2560}) {
                browser.size(width, 1000);
                for (String theme : List.of("light", "dark")) {
                    browser.open(url + "#theme=" + theme + "&m=score,fps&run=exp%2Ffast%2Fseed-1");
                    awaitLines("fast", "slow", "wild");
                    browser.await(theme, "return document.documentElement.dataset.theme");
                    browser.await(true, "return !document.getElementById('details').hidden");
                    browser.picture("fits-" + width + "-" + theme);
                    assertThat((Boolean) browser.js("return document.documentElement.scrollWidth <= innerWidth")).as("%d pixels", width).isTrue();
                    double dark = ((Number) browser.js("return Number(/\\d+/.exec(getComputedStyle(document.body).backgroundColor)[0])")).doubleValue();
                    assertThat(dark < 100).isEqualTo(theme.equals("dark"));
                }
            }
        } finally {
            browser.size(1400, 900);
        }
    }

    @Test
    void whatARunIsCalledShouldStayText() throws Exception {
        String evil = "<img src=x onerror=\"document.title='owned'\">";
        run(evil + "/a/seed-1", "failed", "gamma: \"<script>document.title='owned'</script>\"\n", 1, 2);
        serve();
        browser.open(url);
        browser.await(true, "return document.querySelector('.experiment')?.textContent.includes('<img src=x')");
        find("body").sendKeys("j");
        browser.await(true, "return !document.getElementById('details').hidden");
        assertThat(browser.driver().getTitle()).isEqualTo("Topspin");
        assertThat(browser.driver().findElements(By.tagName("img"))).isEmpty();
    }

    @Test
    void aRunShouldBeResumedAndStoppedFromThePage() throws Exception {
        CommandLineFixture topspin = CommandLineFixture.real();
        Path run = directory.resolve("results/recall/seed-1");
        String file = Files.writeString(directory.resolve("recall.yaml"), """
                name: recall
                env: {id: recall, delay: 2}
                environments: 4
                steps: 10
                total-steps: 40000000
                algorithm: a2c
                policy: {encoder: none, core: {units: 4}}
                log: {every: 2000}
                checkpoint: {every: 10000}
                """).toString();
        assertThat(topspin.run("train", file, "--out", run.toString(), "--until", "10000")).as(topspin.err()).isZero();
        serve("--port", "0", "--allow-control");
        browser.open(url + "#run=recall/seed-1");
        browser.await(true, "return document.querySelector('#details .state')?.textContent.startsWith('interrupted')");
        find("[data-do=resume]").click();
        browser.await(true, "return document.querySelector('.said')?.textContent.includes('train --resume') "
                + "|| document.querySelector('#details .state')?.textContent === 'running'");
        browser.await(true, "return document.querySelector('#details .state')?.textContent === 'running'");
        browser.picture("running");
        browser.await(false, "return document.querySelector('[data-do=stop]')?.disabled");
        browser.js("document.querySelector('[data-do=stop]').click()");
        browser.await(true, "return document.querySelector('#details .state')?.textContent.startsWith('interrupted')");
        assertThat(Files.readString(run.resolve("run.json"))).contains("\"status\" : \"interrupted\"");
        browser.js("document.querySelector('[data-do=eval]').click()");
        browser.await("./topspin eval " + run.toRealPath() + " --episodes 100", "return document.querySelector('.said')?.textContent");
        browser.await(true, "return [...document.querySelectorAll('.control pre')].some(said => said.textContent.includes('step episodes mean'))");
    }

    /** A policy plays, is stepped through, laid open, and set beside an earlier state of itself on the same game. */
    @Test
    void aPolicyShouldPlayAndBeLaidOpen() throws Exception {
        CommandLineFixture topspin = CommandLineFixture.real();
        Path run = directory.resolve("results/recall/seed-1");
        String file = Files.writeString(directory.resolve("recall.yaml"), """
                name: recall
                env: {id: recall, delay: 4}
                environments: 8
                steps: 10
                total-steps: 40000
                algorithm: a2c
                optimiser: {type: adam, learning-rate: 5e-3}
                policy: {encoder: none, core: {units: 8}}
                log: {every: 2000}
                checkpoint: {every: 20000, keep: 2}
                """).toString();
        assertThat(topspin.run("train", file, "--out", run.toString())).as(topspin.err()).isZero();
        serve();
        browser.open(url + "#run=recall/seed-1");
        browser.await(true, "return !document.getElementById('details').hidden");
        browser.js("[...document.querySelectorAll('#details [role=tab]')].find(tab => tab.textContent === 'agent').click()");
        browser.await(3L, "return " + part("checkpoint") + ".options.length");
        browser.js(part("seed") + ".value = 3; " + part("steps") + ".value = 40");
        browser.js(part("open") + ".click()");
        browser.await("40", "return " + part("player") + ".dataset.played");
        browser.js("if (" + part("toggle") + ".dataset.running === 'true') { " + part("toggle") + ".click(); }");
        browser.js("const scrub = " + part("scrub") + "; scrub.value = 7; scrub.dispatchEvent(new Event('input'))");
        browser.await("7", "return " + part("frame") + ".dataset.step");
        browser.js(part("forward") + ".click()");
        browser.await("8", "return " + part("frame") + ".dataset.step");
        browser.await("8", "return " + part("board") + ".dataset.step");
        assertThat(((Number) browser.js("return [...document.querySelectorAll('[data-agent=bars] [data-share]')]"
                + ".reduce((sum, bar) => sum + Number(bar.dataset.share), 0)")).doubleValue()).isBetween(0.99, 1.01);
        assertThat((Boolean) browser.js("const canvas = " + part("frame") + "; const pixels = canvas.getContext('2d')"
                + ".getImageData(0, 0, canvas.width, canvas.height).data; return new Set(pixels).size > 2")).as("a picture").isTrue();

        browser.await(true, "return document.querySelectorAll('[data-agent=unit]').length > 0");
        assertThat((Boolean) browser.js("return [...document.querySelectorAll('[data-agent=unit]')].some(unit => unit.dataset.name.includes('cue'))"))
                .as("what the world can name: the cue, which is hidden by then").isTrue();
        browser.js(part("unit") + ".click()");
        browser.await("true", "return " + part("unit") + ".getAttribute('aria-pressed')");
        browser.await(true, "return /\\d+:\\d+/.test(" + part("player") + ".dataset.pins)");
        browser.js(part("saliency") + ".click()");
        browser.await(true, "return " + part("owed") + ".textContent.includes('back')");
        browser.picture("agent");

        browser.js("const other = " + part("with-run") + "; other.value = 'recall/seed-1'; other.dispatchEvent(new Event('change'))");
        browser.await(3L, "return " + part("with-checkpoint") + ".options.length");
        browser.js(part("with-checkpoint") + ".selectedIndex = 1; " + part("open") + ".click()");
        browser.await(2L, "return [...document.querySelectorAll('[data-agent=player]')].filter(player => player.dataset.played === '40').length");
        browser.await(true, "return " + part("alike") + ".textContent.length > 0");
    }

    /** One file, opened from the disk. */
    @Test
    void aReportShouldShowItsCurvesWithoutAnyServer() throws Exception {
        experiment();
        CommandLineFixture topspin = CommandLineFixture.real();
        Path report = directory.resolve("report.html");
        assertThat(topspin.run("report", directory.resolve("results/exp").toString(), "-o", report.toString())).as(topspin.err()).isZero();
        browser.open(report.toUri().toString());
        browser.await(2L, "return document.querySelectorAll('.uplot').length");
        long whole = inked();
        assertThat(whole).isGreaterThan(1000);
        browser.js("document.querySelectorAll('#series input')[0].click()");
        assertThat(inked()).as("a variant is hidden").isLessThan(whole);
        new Actions(browser.driver()).moveToElement(find("#curves .u-over"), 30, 0).perform();
        browser.await(true, "const said = document.getElementById('readout').textContent; return said.startsWith('step') && said.includes('slow') "
                + "&& !said.includes('fast')");
        String before = axis();
        new Actions(browser.driver()).moveToElement(find("#curves .u-over"), -60, 0).clickAndHold().moveByOffset(120, 0).release().perform();
        assertThat(axis()).as("looked closer").isNotEqualTo(before);
        new Actions(browser.driver()).doubleClick(find("#curves .u-over")).perform();
        assertThat(axis()).isEqualTo(before);
        for (String[] choice : new String[][] {{"band", "seeds"}, {"axis", "seconds"}, {"band", "minmax"}}) {
            browser.js("const e = document.getElementById(arguments[0]); e.value = arguments[1]; e.dispatchEvent(new Event('change'))",
                    choice[0], choice[1]);
            assertThat(inked()).isGreaterThan(1000);
        }
        assertThat(browser.js("return performance.getEntriesByType('resource').length")).as("nothing is loaded").isEqualTo(0L);
        assertThat(browser.complaints()).isEmpty();
        browser.picture("report");
    }

    /** Pixels of curves that are not blank. */
    private static long inked() {
        return ((Number) browser.js("const canvas = document.querySelector('#curves canvas'); const pixels = canvas.getContext('2d')"
                + ".getImageData(0, 0, canvas.width, canvas.height).data; let inked = 0; for (let i = 3; i < pixels.length; i += 4) "
                + "inked += pixels[i] > 0; return inked")).longValue();
    }

    /** The picture of the numbers below the curves. */
    private static String axis() {
        return (String) browser.js("const from = document.querySelector('#curves canvas'), to = document.createElement('canvas'); to.width = from.width; "
                + "to.height = 40; to.getContext('2d').drawImage(from, 0, from.height - 60, from.width, 40, 0, 0, from.width, 40); return to.toDataURL()");
    }

    private static String part(String name) {
        return "document.querySelector('[data-agent=" + name + "]')";
    }

    /** Whoever kills the server, or starts another at its place: the page goes on where it was. */
    @Test
    void thePageShouldComeBackWithItsServer() throws Exception {
        Path run = run("exp/a/seed-1", "running", "total-steps: 1000\n", 1, 2, 3);
        serve();
        String first = url;
        browser.open(url);
        browser.await("live", "return document.getElementById('live').textContent");
        serving.interrupt();
        serving.join();
        browser.await(true, "return document.getElementById('live').textContent.startsWith('the server is gone')");
        Files.writeString(run.resolve("progress.csv"), "400,8,50,8\n", StandardOpenOption.APPEND);
        browser.complaints(); // of requests that found nobody
        serve("--port", first.replaceAll(".*:([0-9]+)/", "$1"));
        browser.await("live", "return document.getElementById('live').textContent");
        browser.await(400L, "return " + SCORE + ".lines[0]?.xs.at(-1)");
        browser.complaints();
    }
}
