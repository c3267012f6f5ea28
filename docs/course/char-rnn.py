"""The network of ./topspin lab char-rnn in PyTorch, on random letters: prints how many letters it learns from per second."""
import time

import torch

LETTERS, STRANDS, WINDOW, UPDATES = 119, 50, 50, 5

torch.set_num_threads(2)
lstm = torch.nn.LSTM(LETTERS, 512, num_layers=3)
dense = torch.nn.Linear(512, LETTERS)
parameters = [*lstm.parameters(), *dense.parameters()]
adam = torch.optim.Adam(parameters, 2e-3)
text = torch.randint(LETTERS, (WINDOW + 1, STRANDS))
read, said = torch.nn.functional.one_hot(text[:-1], LETTERS).float(), text[1:].reshape(-1)
state, seconds = None, []
for _ in range(UPDATES):
    begun = time.time()
    outputs, state = lstm(read, state)
    state = tuple(part.detach() for part in state)
    loss = torch.nn.functional.cross_entropy(dense(outputs).reshape(-1, LETTERS), said)
    adam.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(parameters, 5)
    adam.step()
    seconds.append(time.time() - begun)
print(round(WINDOW * STRANDS / sorted(seconds)[UPDATES // 2]), "letters/s")
