package topspin.page.agent;

import topspin.interop.http.Refusal;
import topspin.picture.Caption;
import topspin.report.Json;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What the page is answered about a sitting. */
final class SittingAnswers {
    private SittingAnswers() {
    }

    /** What is known of it before its first step. */
    static Map<String, Object> about(AgentSitting sitting) {
        AgentFacts facts = sitting.facts();
        return Json.object("game", sitting.id(), "name", facts.name(), "step", facts.step(), "world", facts.world(), "options",
                facts.options(), "core", facts.core(), "probabilities", facts.probabilities(), "width", facts.width(), "height",
                facts.height(), "fps", facts.framesPerSecond(), "parts", facts.parts().stream().map(part -> Json.object("layer",
                        part.layer(), "name", part.name(), "units", part.units(), "state", part.isState())).toList(),
                "names", facts.names(), "steps", sitting.most(), "seed", sitting.request().seed(), "deterministic",
                sitting.request().deterministic(), "window", AgentDesk.LONGEST_WINDOW);
    }

    /**
     * Steps that have been played, a column of each of their numbers.
     *
     * @param from the first
     * @param to   one after the last; fewer come if they are not played yet
     */
    static Map<String, Object> steps(AgentSitting sitting, int from, int to) {
        boolean done = sitting.isDone(); // before the steps, so that none is missed
        List<AgentStep> steps = sitting.steps(from, to);
        return Json.object("from", Math.max(0, from), "played", sitting.count(), "done", done, "problem", sitting.problem(),
                "game", steps.stream().mapToInt(AgentStep::game).toArray(), "action", steps.stream().map(AgentStep::action).toList(),
                "value", column(steps, AgentStep::value), "entropy", column(steps, AgentStep::entropy),
                "reward", column(steps, AgentStep::reward), "score", column(steps, AgentStep::score),
                "end", steps.stream().map(AgentStep::end).toList(),
                "bars", steps.isEmpty() ? List.of() : steps.get(0).bars().stream().map(Caption.Bar::name).toList(),
                "shares", steps.stream().map(step -> step.bars().stream().mapToDouble(Caption.Bar::share).toArray()).toList(),
                "texts", steps.stream().map(step -> step.bars().stream().map(Caption.Bar::text).toList()).toList(),
                "marked", steps.stream().map(step -> step.bars().stream().map(Caption.Bar::marked).toList()).toList(),
                "numbers", steps.stream().map(AgentStep::numbers).toList());
    }

    private static double[] column(List<AgentStep> steps, ToDoubleFunction<AgentStep> value) {
        return steps.stream().mapToDouble(value).toArray();
    }

    /**
     * The picture before a step.
     *
     * @return a PNG file
     */
    static byte[] frame(AgentSitting sitting, int step) {
        List<AgentStep> found = sitting.steps(step, step + 1);
        if (step < 0 || found.isEmpty()) {
            throw new Refusal(Refusal.NOT_FOUND, "step " + step + " is not played yet");
        }
        return found.get(0).picture();
    }

    /**
     * A gate or a state over steps that have been played.
     *
     * @param to one after the last; fewer come if they are not played yet
     * @return {@code [steps][units]}, each a little-endian IEEE 754 number of four bytes
     */
    static byte[] inside(AgentSitting sitting, int part, int from, int to) {
        int units = part(sitting, part).units();
        List<AgentStep> steps = sitting.steps(from, to);
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * units * steps.size()).order(ByteOrder.LITTLE_ENDIAN);
        for (AgentStep step : steps) {
            for (float value : step.inside()[part]) {
                bytes.putFloat(value);
            }
        }
        return bytes.array();
    }

    private static AgentFacts.Part part(AgentSitting sitting, int part) {
        if (part < 0 || part >= sitting.facts().parts().size()) {
            throw new Refusal(Refusal.NOT_FOUND, "the core has no part " + part + ": it has " + sitting.facts().parts().size());
        }
        return sitting.facts().parts().get(part);
    }

    /** The units of a part, sorted: see {@link UnitNames#order}. */
    static Map<String, Object> order(AgentSitting sitting, int part, int by) {
        part(sitting, part);
        if (by < -1 || by >= sitting.facts().names().size()) {
            throw new Refusal(Refusal.NOT_FOUND, "there is no number " + by + ": there are " + sitting.facts().names().size());
        }
        return names(sitting).order(part, by);
    }

    /** Units that go with what has a name: see {@link UnitNames#named}. */
    static Map<String, Object> named(AgentSitting sitting) {
        return names(sitting).named();
    }

    private static UnitNames names(AgentSitting sitting) {
        return new UnitNames(sitting.facts(), sitting.steps(0, sitting.most()));
    }
}
