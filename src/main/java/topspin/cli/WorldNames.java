package topspin.cli;

import topspin.config.InputException;
import topspin.env.EnvironmentRegistry;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Worlds on the command line: ids, or families that stand for all of their worlds. */
final class WorldNames {
    private WorldNames() {
    }

    /**
     * The ids, in the order in which they are named.
     *
     * @throws InputException if a name is neither a world's nor a family's
     */
    static Set<String> ids(EnvironmentRegistry registry, List<String> names) {
        Set<String> ids = new LinkedHashSet<>();
        for (String name : names) {
            String family = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
            List<String> members = registry.ids().stream()
                    .filter(id -> !registry.ids().contains(name) && registry.provider(id).family().equals(family)).toList();
            ids.addAll(members);
            if (members.isEmpty()) {
                try {
                    ids.add(registry.provider(name).id());
                } catch (IllegalArgumentException e) {
                    throw new InputException(e.getMessage(), e);
                }
            }
        }
        return ids;
    }
}
