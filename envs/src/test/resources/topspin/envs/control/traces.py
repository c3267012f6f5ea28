"""Writes the traces beside this file: python3 traces.py. Python's double arithmetic alone.

The formulas are those of Farama-Foundation/Gymnasium at 3f0476a, gymnasium/envs/classic_control/: cartpole.py, acrobot.py
and pendulum.py.
A trace is a start state and, for every step, the input, the state after it, the reward and whether the episode terminated.
"""

from math import cos, pi, sin


def cart_pole(state, force):
    x, x_dot, theta, theta_dot = state
    total_mass, polemass_length, length, tau = 0.1 + 1.0, 0.1 * 0.5, 0.5, 0.02
    temp = (force + polemass_length * theta_dot**2 * sin(theta)) / total_mass
    thetaacc = (9.8 * sin(theta) - cos(theta) * temp) / (length * (4.0 / 3.0 - 0.1 * cos(theta) ** 2 / total_mass))
    xacc = temp - polemass_length * thetaacc * cos(theta) / total_mass
    x, x_dot = x + tau * x_dot, x_dot + tau * xacc
    theta, theta_dot = theta + tau * theta_dot, theta_dot + tau * thetaacc
    limit = 12 * 2 * pi / 360
    return (x, x_dot, theta, theta_dot), 1.0, x < -2.4 or x > 2.4 or theta < -limit or theta > limit


def acrobot_slopes(s, a):
    m1 = m2 = l1 = I1 = I2 = 1.0
    lc1 = lc2 = 0.5
    theta1, theta2, dtheta1, dtheta2 = s
    d1 = m1 * lc1**2 + m2 * (l1**2 + lc2**2 + 2 * l1 * lc2 * cos(theta2)) + I1 + I2
    d2 = m2 * (lc2**2 + l1 * lc2 * cos(theta2)) + I2
    phi2 = m2 * lc2 * 9.8 * cos(theta1 + theta2 - pi / 2.0)
    phi1 = (-m2 * l1 * lc2 * dtheta2**2 * sin(theta2) - 2 * m2 * l1 * lc2 * dtheta2 * dtheta1 * sin(theta2)
            + (m1 * lc1 + m2 * l1) * 9.8 * cos(theta1 - pi / 2) + phi2)
    ddtheta2 = (a + d2 / d1 * phi1 - m2 * l1 * lc2 * dtheta1**2 * sin(theta2) - phi2) / (m2 * lc2**2 + I2 - d2**2 / d1)
    return dtheta1, dtheta2, -(d2 * ddtheta2 + phi1) / d1, ddtheta2


def wrap(x):
    while x > pi:
        x -= 2 * pi
    while x < -pi:
        x += 2 * pi
    return x


def bound(x, limit):
    return min(max(x, -limit), limit)


def acrobot(state, torque):
    def ahead(dt, k):
        return [s + dt * d for s, d in zip(state, k)]

    k1 = acrobot_slopes(state, torque)
    k2 = acrobot_slopes(ahead(0.1, k1), torque)
    k3 = acrobot_slopes(ahead(0.1, k2), torque)
    k4 = acrobot_slopes(ahead(0.2, k3), torque)
    s = [y + 0.2 / 6.0 * (a + 2 * b + 2 * c + d) for y, a, b, c, d in zip(state, k1, k2, k3, k4)]
    s = wrap(s[0]), wrap(s[1]), bound(s[2], 4 * pi), bound(s[3], 9 * pi)
    terminated = -cos(s[0]) - cos(s[1] + s[0]) > 1.0
    return s, 0.0 if terminated else -1.0, terminated


def pendulum(state, torque):
    th, thdot = state
    u = bound(torque, 2.0)
    costs = (((th + pi) % (2 * pi)) - pi) ** 2 + 0.1 * thdot**2 + 0.001 * u**2
    newthdot = bound(thdot + (3 * 10.0 / 2 * sin(th) + 3.0 * u) * 0.05, 8)
    return (th + newthdot * 0.05, newthdot), -costs, False


def write(name, step, starts, player, steps):
    with open(name + ".csv", "w") as out:
        out.write("episode,input,reward,terminated,state\n")
        for episode, state in enumerate(starts):
            out.write(f"{episode},,,,{' '.join(map(repr, state))}\n")
            for t in range(steps):
                force = player(state, t)
                state, reward, terminated = step(state, force)
                out.write(f"{episode},{force!r},{reward!r},{int(terminated)},{' '.join(map(repr, state))}\n")
                if terminated:
                    break


write("cart-pole", cart_pole, [(0.03, -0.02, 0.01, 0.04), (-0.05, 0.05, -0.05, -0.05), (2.3, 1.5, 0.01, 0.1),
                              (0.0, 0.3, 0.19, 1.0)],
      lambda s, t: 10.0 if t % 7 == 0 or s[2] + 0.3 * s[3] > 0.02 * (t % 3) else -10.0, 60)
write("acrobot", acrobot, [(0.05, -0.1, 0.02, 0.08), (-1.2, 2.9, 11.5, -26.0)],
      lambda s, t: 0.0 if t % 9 == 0 else 1.0 if s[2] < 0 else -1.0, 80)
write("pendulum", pendulum, [(3.0, 0.5), (-0.7, -7.9)],
      lambda s, t: [2.5, -3.0, 0.7, 0.0][t // 8 % 4] if t % 2 else 2.0 if s[1] > 0 else -2.0, 50)
