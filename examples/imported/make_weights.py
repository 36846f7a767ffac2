# Makes the files of this folder: python3 make_weights.py (NumPy 1.24, PyTorch 1.13; seconds).
# A GRU of 12 units learns to keep the last pulse of two inputs (+1 or -1), in PyTorch; its state_dict after 0, 50, 100, 200 and
# 400 steps of Adam, inputs of 24 sequences that it wasn't trained on, and what is to be kept after each step.
import numpy as np
import torch

torch.manual_seed(3)
torch.set_num_threads(1)
rng = np.random.default_rng(3)


def sequences(count, steps=30):
    pulses = rng.choice([-1, 0, 1], p=[0.08, 0.84, 0.08], size=(count, steps, 2)).astype(np.float32)
    pulses[:, 0] = rng.choice([-1, 1], size=(count, 2))
    kept = pulses.copy()
    for t in range(1, steps):
        kept[:, t] = np.where(pulses[:, t] == 0, kept[:, t - 1], pulses[:, t])
    return pulses, kept


class Keeper(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.cells = torch.nn.GRU(2, 12, batch_first=True)
        self.readout = torch.nn.Linear(12, 2)

    def forward(self, u):
        return self.readout(self.cells(u)[0])


net = Keeper()
adam = torch.optim.Adam(net.parameters(), lr=0.01)
for step in range(401):
    if step in (0, 50, 100, 200, 400):
        np.savez(f"step_{step}.npz", **{name: value.numpy() for name, value in net.state_dict().items()})
    if step == 400:
        break
    u, y = sequences(32)
    loss = ((net(torch.from_numpy(u)) - torch.from_numpy(y)) ** 2).mean()
    adam.zero_grad()
    loss.backward()
    adam.step()
    if step % 50 == 0:
        print(step, float(loss))

u, y = sequences(24)
np.save("inputs.npy", u)
with torch.no_grad():
    np.save("states.npy", net.cells(torch.from_numpy(u))[0].numpy())
with open("labels.csv", "w", encoding="utf-8") as file:
    file.write("kept,pulse\n")
    for of_inputs, of_kept in zip(u.reshape(-1, 2), y.reshape(-1, 2)):
        signs = ["+" if value > 0 else "-" for value in of_kept]
        file.write(f"{''.join(signs)},{'pulse' if np.any(of_inputs != 0) else 'none'}\n")
