package topspin.nn.engine;

import java.util.ArrayList;
import java.util.List;

import static org.bytedeco.dnnl.global.dnnl.dnnl_get_effective_cpu_isa;

/** The engines of this machine: bfloat16 only where its processor multiplies it. */
final class TestedEngines {
    private TestedEngines() {
    }

    static List<Engine> all() {
        List<Engine> engines = new ArrayList<>(oneDnn());
        engines.add(new Nd4jEngine());
        return engines;
    }

    static List<Engine> oneDnn() {
        List<Engine> engines = new ArrayList<>(List.of(new OneDnnEngine()));
        if (InstructionSet.multipliesBfloat16(dnnl_get_effective_cpu_isa())) {
            engines.add(new OneDnnEngine(Precision.BF16));
        }
        return engines;
    }

    /** Of a sum of so many products of numbers from −1 to 1. */
    static double tolerance(Engine engine, int terms) {
        boolean bf16 = engine instanceof OneDnnEngine one && one.precision() == Precision.BF16;
        return (bf16 ? 1.0 / 256 : 1e-6) * Math.sqrt(terms) * 3;
    }

    /** As tests print it. */
    static String name(Engine engine) {
        return engine instanceof OneDnnEngine one ? engine.name() + " " + one.precision() : engine.name();
    }
}
