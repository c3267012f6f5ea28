package mine;

import topspin.nn.Parameters;
import topspin.nn.cell.CellType;
import topspin.nn.cell.CoreConfig;
import topspin.nn.cell.RecurrentCell;
import topspin.nn.engine.Engine;

/** {@code policy.core: {type: leaky, units: 32}}. */
public final class Leaky implements CellType {

    @Override
    public String label() {
        return "leaky";
    }

    @Override
    public int stateSize(int units) {
        return units;
    }

    @Override
    public boolean hasRecurrentProduct() {
        return false;
    }

    @Override
    public RecurrentCell create(CoreConfig config, Engine engine, Parameters parameters, String name, int inputs) {
        return new LeakyIntegrator(engine, parameters, name, inputs, config.units());
    }
}
