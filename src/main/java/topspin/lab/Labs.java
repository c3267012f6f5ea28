package topspin.lab;

import topspin.lab.course.Bidirectional;
import topspin.lab.course.CharRnn;
import topspin.lab.course.Conflict;
import topspin.lab.course.CountOnes;
import topspin.lab.course.Counter;
import topspin.lab.course.DynamicLengths;
import topspin.lab.course.Echo;
import topspin.lab.course.FinalModel;
import topspin.lab.course.FitLab;
import topspin.lab.course.HiHello;
import topspin.lab.course.LongSentence;
import topspin.lab.course.LongSequence;
import topspin.lab.course.RecallLetter;
import topspin.lab.course.ReturnSequences;
import topspin.lab.course.RnnBasics;
import topspin.lab.course.SequenceLossLab;
import topspin.lab.course.Shapes;
import topspin.lab.course.Stateful;
import topspin.lab.course.Stock;
import topspin.text.NearestName;

import java.util.List;

/** The list of labs, in the order of the documents. */
public final class Labs {
    private static final List<Lab> ALL = List.of(new Counter(), new RecallLetter(), new Conflict(), new ReturnSequences(),
            new Echo(), new FitLab(), new FinalModel(), new Bidirectional(), new Stateful(), new CountOnes(),
            new RnnBasics(), new SequenceLossLab(), new HiHello(), new LongSequence(), new LongSentence(), new CharRnn(),
            new DynamicLengths(), new Stock(), new Shapes());

    private Labs() {
    }

    public static List<Lab> all() {
        return ALL;
    }

    /** @throws IllegalArgumentException if there is none of that name, with the nearest */
    public static Lab of(String name) {
        List<String> names = ALL.stream().map(Lab::name).toList();
        return ALL.stream().filter(lab -> lab.name().equals(name)).findFirst().orElseThrow(() -> new IllegalArgumentException(
                "unknown lab; did you mean " + NearestName.of(name, names) + "? (known: " + String.join(", ", names) + ")"));
    }
}
