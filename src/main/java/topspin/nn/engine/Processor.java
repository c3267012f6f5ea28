package topspin.nn.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The processor's features as Linux reports them; nothing is known on other systems. */
public final class Processor {
    private static final List<String> INSTRUCTION_SETS =
            List.of("amx_bf16", "avx512_bf16", "avx512f", "avx2", "avx", "sse4_2", "asimd");

    private Processor() {
    }

    public static Optional<String> model() {
        return cpuinfo("model name");
    }

    /** The best instruction set that kernels are written for, by Linux's name. */
    public static Optional<String> instructionSet() {
        return cpuinfo("flags").or(() -> cpuinfo("Features"))
                .flatMap(text -> INSTRUCTION_SETS.stream().filter(List.of(text.split(" "))::contains).findFirst());
    }

    private static Optional<String> cpuinfo(String key) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith(key)).findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip());
        } catch (IOException notLinux) {
            return Optional.empty();
        }
    }
}
