package topspin.nn.cell;

import topspin.plugin.Registry;

import java.util.ArrayList;
import java.util.List;

/** The values of {@code policy.core.type}: the recurrent cells, and {@code none} for a core without memory. */
public final class CellTypes {
    /** A core without memory. */
    public static final String NONE = "none";

    private static final Registry<CellType> REGISTRY =
            new Registry<>(CellType.class, "cell", CellTypes::label, List.of(BuiltInCell.values()));

    private CellTypes() {
    }

    private static String label(CellType type) {
        if (NONE.equals(type.label())) {
            throw new IllegalArgumentException(type.getClass().getName() + " is called 'none', which is what a core without "
                    + "memory is called; rename it");
        }
        return type.label();
    }

    /** The registry where others are added. */
    public static Registry<CellType> registry() {
        return REGISTRY;
    }

    /** All recurrent cells. */
    public static List<CellType> all() {
        return REGISTRY.all();
    }

    /** The labels of {@link #all}, then {@link #NONE}. */
    public static List<String> labels() {
        List<String> labels = new ArrayList<>(REGISTRY.names());
        labels.add(NONE);
        return labels;
    }
}
