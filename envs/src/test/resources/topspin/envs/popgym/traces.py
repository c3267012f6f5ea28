"""Plays POPGym's own worlds and writes what happened, for PopgymTraceTest.

    PYTHONPATH=... python3 traces.py > traces.txt

needs popgym 1.0.7 (commit 410d5aa), gymnasium and numpy. Lines:

    world ID          a game of this world begins
    hidden N …        what was drawn: cards in the order of the deck (the last one is dealt first), mines or ships by tile
    seen N …          the first observation
    step A … | N … | reward terminated truncated
"""
import numpy as np
from popgym.envs import autoencode, battleship, concentration, count_recall, higher_lower, minesweeper
from popgym.envs import position_only_cartpole, repeat_first, repeat_previous

rng = np.random.default_rng(7)


def numbers(values):
    return " ".join(repr(v) for v in np.asarray(values).reshape(-1).tolist())


def play(name, env, hidden, choose, most=10_000):
    seen, _ = env.reset(seed=int(rng.integers(1 << 30)))
    print("world", name)
    print("hidden", numbers(hidden(env)))
    print("seen", numbers(seen))
    for _ in range(most):
        action = choose(env)
        seen, reward, terminated, truncated, _ = env.step(action)
        print("step", numbers(action), "|", numbers(seen), "|", repr(float(reward)), int(terminated), int(truncated and not terminated))
        if terminated or truncated:
            return


def deck(env):
    return env.deck.idx % 52


def some(env):
    return env.action_space.sample()


def right_half_of_the_time(env):
    return int(env.counts[env.query]) if rng.integers(2) else env.action_space.sample()


def pairs(env):
    """Matches often enough that some cards are turned again, and the same one twice."""
    types, up = env.deck_idx_type[env.deck.idx], set(env.deck["face_up_idx"])
    turned = list(env.deck["in_play_idx"])
    down = [i for i in range(len(types)) if i not in up]
    draw = rng.integers(10)
    if draw == 0:
        return int(rng.integers(len(types)))
    if turned and draw < 7:
        same = [i for i in down if types[i] == types[turned[0]] and i != turned[0]]
        return int(same[0]) if same else int(down[0])
    return int(rng.choice(down))


def careful(env):
    """Opens safe tiles, old ones too, and rarely a mine."""
    grid = env.hidden_grid.reshape(-1)
    tiles = [i for i in range(grid.size) if grid[i] != 1] if rng.integers(40) else range(grid.size)
    return np.array(np.unravel_index(int(rng.choice(list(tiles))), env.dims))


def in_order(env):
    """Every safe tile once."""
    return np.array(np.unravel_index(int(np.flatnonzero(env.hidden_grid.reshape(-1) == 0)[0]), env.dims))


def shots(env):
    ships = np.argwhere((env.board == 1) & (env.guesses == 0))
    return ships[0] if rng.integers(2) else np.array(env.action_space.sample())


def upright(env):
    x, xs, th, ths = env.state
    return int(th + 0.3 * ths + 0.02 * x + 0.05 * xs > 0)


for module, stem, title, hidden, choose in (
        (repeat_previous, "repeat-previous", "RepeatPrevious", deck, some),
        (repeat_first, "repeat-first", "RepeatFirst", deck, some),
        (autoencode, "autoencode", "Autoencode", deck, some),
        (higher_lower, "higher-lower", "HigherLower", deck, some),
        (count_recall, "count-recall", "CountRecall",
         lambda env: np.concatenate([env.value_deck.idx % 52, env.query_deck.idx % 52]), right_half_of_the_time),
        (concentration, "concentration", "Concentration", deck, pairs),
        (minesweeper, "minesweeper", "MineSweeper", lambda env: env.hidden_grid, careful),
        (minesweeper, "minesweeper", "MineSweeper", lambda env: env.hidden_grid, in_order),
        (battleship, "battleship", "Battleship", lambda env: env.board, shots),
        (position_only_cartpole, "position-only-cart-pole", "PositionOnlyCartPole", lambda env: env.state, upright),
        (position_only_cartpole, "position-only-cart-pole", "PositionOnlyCartPole", lambda env: env.state, some)):
    for level in ("Easy", "Medium", "Hard"):
        if title == "RepeatFirst" and level == "Hard" or title == "PositionOnlyCartPole" and level != "Easy":
            continue
        env = getattr(module, title + level)()
        env.action_space.seed(int(rng.integers(1 << 30)))
        play("popgym/" + stem + "-" + level.lower(), env, hidden, choose)
