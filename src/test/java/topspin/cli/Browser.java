package topspin.cli;

import org.openqa.selenium.JavascriptException;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Chromium without a window. Debian's packages {@code chromium} and {@code chromium-driver} bring it. */
final class Browser implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome", "chrome");

    private final ChromeDriver driver;

    private Browser(Path browser, Path driverFile) {
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(browser.toFile());
        options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1400,900");
        options.setCapability("goog:loggingPrefs", logs);
        driver = new ChromeDriver(new ChromeDriverService.Builder().usingDriverExecutable(driverFile.toFile()).usingAnyFreePort().build(),
                options);
    }

    /** Empty if this machine has none. */
    static Optional<Browser> find() {
        Optional<Path> driver = onPath("chromedriver");
        Optional<Path> browser = NAMES.stream().flatMap(name -> onPath(name).stream()).findFirst();
        return driver.isEmpty() || browser.isEmpty() ? Optional.empty() : Optional.of(new Browser(browser.get(), driver.get()));
    }

    private static Optional<Path> onPath(String name) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)).map(place -> Path.of(place, name))
                .filter(Files::isExecutable).findFirst();
    }

    void open(String url) {
        driver.get("about:blank"); // an address that differs behind # alone would not load the page again
        driver.get(url);
    }

    void size(int width, int height) {
        driver.executeCdpCommand("Emulation.setDeviceMetricsOverride", Map.of("width", width, "height", height, "deviceScaleFactor", 1,
                "mobile", false)); // a window has a least width, a telephone none
    }

    ChromeDriver driver() {
        return driver;
    }

    Object js(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** Waits until a script's value is this. */
    void await(Object expected, String script, Object... arguments) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        Object found = value(script, arguments);
        while (!Objects.equals(found, expected) && System.nanoTime() < end) {
            Thread.sleep(10);
            found = value(script, arguments);
        }
        assertThat(found).as(script).isEqualTo(expected);
    }

    /** What is not there yet has no value. */
    private Object value(String script, Object... arguments) {
        try {
            return js(script, arguments);
        } catch (JavascriptException e) {
            return e.getRawMessage();
        }
    }

    /** What the page's scripts complained about. */
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue()).map(LogEntry::getMessage)
                .filter(message -> !message.contains("willReadFrequently")).toList(); // of what the tests look at
    }

    /** Keeps what is seen, for people to look at. */
    void picture(String name) throws IOException {
        Path directory = Files.createDirectories(Path.of("target/page"));
        Files.write(directory.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
    }

    @Override
    public void close() {
        driver.quit();
    }
}
