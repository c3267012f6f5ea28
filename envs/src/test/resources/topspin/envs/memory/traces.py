"""Plays the T-maze of twni2016/Memory-RL and the memory chain of google-deepmind/bsuite, for OriginalTracesTest.

    PYTHONPATH=... python3 traces.py > traces.txt

needs both checkouts, gymnasium (as gym), dm_env and numpy. Lines as in POPGym's traces.py: world, hidden, seen, step; the first numbers
after 'world' are the options.
"""
import contextlib
import io
import numpy as np
from bsuite.environments.memory_chain import MemoryChain
from envs.tmaze import TMazeClassicPassive

rng = np.random.default_rng(11)


def numbers(values):
    return " ".join(repr(v) for v in np.asarray(values, dtype=float).reshape(-1).tolist())


for length in (1, 2, 5, 20):
    for game in range(6):
        with contextlib.redirect_stdout(io.StringIO()):
            maze = TMazeClassicPassive(corridor_length=length, penalty=-1.0 / length)
        np.random.seed(100 * length + game)
        seen = maze.reset()
        print("world t-maze corridor", length)
        print("hidden", maze.goal_y)
        print("seen", numbers(seen))
        done = False
        while not done:
            action = 0 if rng.random() < (0.4 if game == 0 else 0.95) and maze.x < length else int(rng.integers(4))
            seen, reward, done, _ = maze.step(action)
            print("step", action, "|", numbers(seen), "|", repr(float(reward)), int(done), 0)

for world, length, bits in [("bsuite/memory-len length", n, 1) for n in (1, 2, 7, 30)] + [("bsuite/memory-size bits", 2, n) for n in (1, 3, 12)]:
    for game in range(3):
        chain = MemoryChain(length, bits, seed=7 * length + bits + game)
        seen = chain.reset().observation
        print("world", world, length if bits == 1 and "len" in world else bits)
        print("hidden", numbers(chain._context), chain._query)
        print("seen", numbers(seen))
        done = False
        while not done:
            action = int(rng.integers(2))
            step = chain.step(action)
            done = step.discount == 0
            print("step", action, "|", numbers(step.observation), "|", repr(float(step.reward)), int(done), 0)
