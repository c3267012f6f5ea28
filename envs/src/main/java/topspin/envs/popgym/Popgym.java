package topspin.envs.popgym;

import topspin.env.EnvironmentFamily;
import topspin.env.EnvironmentProvider;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** All of POPGym's worlds here, in three difficulties each. */
public final class Popgym implements EnvironmentFamily {
    private static final List<Function<Difficulty, EnvironmentProvider>> WORLDS = List.of(
            RepeatPreviousProvider::new, RepeatFirstProvider::new, AutoencodeProvider::new, CountRecallProvider::new,
            HigherLowerProvider::new, ConcentrationProvider::new, MineSweeperProvider::new, BattleshipProvider::new,
            MultiarmedBanditProvider::new, CartPolesProvider::exact, CartPolesProvider::noisy);

    @Override
    public List<EnvironmentProvider> worlds() {
        return WORLDS.stream().flatMap(world -> Stream.of(Difficulty.values()).map(world)).toList();
    }
}
