"""Mackey and Glass 1977 (doi 10.1126/science.267326): dx/dt = 0.2 x(t - 17) / (1 + x(t - 17)^10) - 0.1 x.

Fourth-order Runge-Kutta with steps of 0.1, every tenth kept, the first 1,000 dropped: python3 make_series.py writes
inputs.npy (3,000 x 1), targets.npy (the same one step later) and labels.csv: whether the series rises or falls, and
x(t - 17), which moves it but is not in the input.
"""
import numpy as np

tau, step, keep = 17, 0.1, 10
past = [1.2] * (int(tau / step) + 1)
x, series = 1.2, []
for i in range((1000 + 3001) * keep):
    a, b = past[-int(tau / step) - 1], past[-int(tau / step)]
    f = lambda x, d: 0.2 * d / (1 + d**10) - 0.1 * x
    k1 = f(x, a)
    k2 = f(x + step / 2 * k1, (a + b) / 2)
    k3 = f(x + step / 2 * k2, (a + b) / 2)
    k4 = f(x + step * k3, b)
    x += step / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
    past.append(x)
    if i % keep == 0:
        series.append(x)
series = np.array(series, np.float32)
now, later, delayed = series[1000:4000], series[1001:4001], series[1000 - tau : 4000 - tau]
np.save("inputs.npy", now[:, None])
np.save("targets.npy", later[:, None])
with open("labels.csv", "w") as table:
    table.write("phase,delayed\n")
    for x, y, d in zip(now, later, delayed):
        table.write(f"{'rising' if y > x else 'falling'},{d:.4f}\n")
