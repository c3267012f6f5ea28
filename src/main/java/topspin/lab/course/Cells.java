package topspin.lab.course;

import topspin.config.Expect;
import topspin.nn.cell.CellTypes;
import topspin.nn.cell.CoreConfig;
import topspin.run.ConfigRules;

/** The recurrent layer of a demonstration. */
final class Cells {
    private Cells() {
    }

    /**
     * An {@code lstm} has the forget bias of TensorFlow and Keras, 1.
     *
     * @throws topspin.config.InvalidConfigException if there is no such cell, or it has no memory
     */
    static CoreConfig of(String cell, int units) {
        CoreConfig core = new CoreConfig(cell, units, 1, cell.equals("lstm") ? 1 : 0);
        ConfigRules.checkCore("", core);
        if (cell.equals(CellTypes.NONE)) {
            throw Expect.expected("type", "a recurrent cell", "'" + cell + "'");
        }
        return core;
    }
}
