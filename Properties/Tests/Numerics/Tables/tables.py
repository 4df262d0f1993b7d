"""Writes the tables beside this file: arguments and values of the elementary functions to about 100 bits.

A line holds the argument(s), the value rounded to double and what that rounding lost, as the bits of doubles in hexadecimal.
Needs mpmath, and 1300 bits of precision for sines of numbers near 1e308. Run: python3 tables.py
"""
import math, random, struct
from mpmath import mp, mpf, cos, erf, erfc, exp, log, nint, pi, power, sin, tanh, log1p, expm1

mp.prec = 1300
draw = random.Random(20240229)
bits = lambda x: struct.pack('>d', x).hex()
near = lambda x: [math.nextafter(x, -math.inf), x, math.nextafter(x, math.inf)]
both = lambda xs: [s * x for x in xs for s in (1, -1)]
ln2 = math.log(2)
tiny = [5e-324, 1e-310, 2.2250738585072014e-308, 1e-300, 1e-100, 2.0 ** -54, 2.0 ** -53, 1e-10, 1e-5, 1e-3]
spread = lambda low, high, n: [draw.uniform(low, high) for _ in range(n)]
scales = lambda low, high, n: [10.0 ** draw.uniform(low, high) for _ in range(n)]
middles = lambda n: [(k + 0.5) * ln2 * (1 + draw.uniform(-1e-12, 1e-12)) for k in draw.sample(range(-1000, 1000), n)]
quarters = lambda n: [draw.randint(1, 10 ** 6) * (math.pi / 2) for _ in range(n)]
angles = (spread(-4, 4, 25) + spread(-1.1e6, 1.1e6, 15) + scales(6, 308, 20) + quarters(15) + both(tiny) + near(math.pi) + near(math.pi / 2)
          + near(math.pi / 4) + near(1048576.0) + near(0.75) + [6381956970095103 * 2.0 ** 797, 1e22, 2.0 ** 1023, 1.7976931348623157e308, 11.0, 22.0, 355.0])
turns = spread(-1, 1, 30) + spread(-60, 60, 15) + scales(-300, 0, 15) + both([k / 8 + draw.gauss(0, 1e-12) for k in range(1, 12)]) + near(0.25) + near(0.125) + [1e15 + 0.125, 5e-324]

TABLES = {
    'exp': (exp, spread(-1, 1, 20) + spread(-745, 709.7, 30) + middles(25) + both(tiny) + near(708.0) + near(-708.0) + [709.782712893384, -745.1, -740.0, -709.0]),
    'expm1': (expm1, spread(-1, 1, 25) + spread(-50, 50, 25) + middles(15)[:8] + both(tiny) + near(ln2 / 2) + near(-ln2 / 2) + near(45.0) + [709.78, 300.0, -36.7, -38.0]),
    'log': (log, spread(0.5, 2, 30) + scales(-323, 308, 30) + [1 + s for s in both(scales(-15, -1, 10))] + tiny + near(math.sqrt(2)) + near(math.sqrt(0.5)) + near(2.0)
            + [math.nextafter(1, 0), math.nextafter(1, 2), 1.7976931348623157e308]),
    'log1p': (log1p, spread(-0.6, 1, 30) + scales(-300, 308, 25) + [10.0 ** draw.uniform(-15, 0) - 1 for _ in range(15)] + both(tiny) + near(math.sqrt(2) - 1)
              + near(math.sqrt(0.5) - 1) + near(1e300) + [math.nextafter(-1, 0)]),
    'tanh': (tanh, spread(-1, 1, 30) + spread(-23, 23, 40) + both(tiny) + near(ln2 / 4) + [19.0, 19.06, 22.0, 30.0, -400.0]),
    'sigmoid': (lambda x: 1 / (1 + exp(-x)), spread(-1, 1, 20) + spread(-45, 45, 30) + spread(-744, -45, 20) + both(tiny) + near(-45.0) + near(45.0) + [-744.0, -709.0, 100.0]),
    'softplus': (lambda x: log1p(exp(x)), spread(-1, 1, 20) + spread(-45, 45, 30) + spread(-744, -45, 20) + both(tiny) + near(-45.0) + near(45.0) + [-744.0, -709.0, 100.0, 1e300]),
    'erf': (erf, spread(-1, 1, 30) + spread(-6.2, 6.2, 40) + both(tiny) + near(1.0) + near(-1.0) + [5.9, 6.0, 7.0]),
    'erfc': (erfc, spread(-1, 1, 25) + spread(-6, 6, 20) + spread(1, 26.5, 25) + both(tiny) + near(1.0) + near(0.5) + [27.2, -8.0]),
    'sin': (sin, angles),
    'cos': (cos, angles),
    'sinTwoPi': (lambda u: sin(2 * pi * (u - nint(u))), turns),
    'cosTwoPi': (lambda u: cos(2 * pi * (u - nint(u))), turns),
    'pow': (power, [(draw.uniform(0, 10), draw.uniform(-10, 10)) for _ in range(20)] + [(draw.uniform(0.7, 1.42), draw.uniform(-2000, 2000)) for _ in range(25)]
            + [(s, draw.choice([0.5, 2, -1, 3, 0.25, -0.5, 1])) for s in scales(-100, 100, 20)] + [(1 + s, draw.uniform(-1e4, 1e4)) for s in scales(-15, -2, 20)]
            + [(5e-324, 0.5), (1e-310, -0.9), (2.0, -1074.0), (2.0, -1073.5), (10.0, 308.0), (10.0, -323.0), (0.5, 1022.0), (3.0, 646.0), (1.5, 1e-300), (math.nextafter(1, 2), 1e15)]),
}

for name, (function, arguments) in TABLES.items():
    with open(name + '.txt', 'w', newline='\n') as file:
        for argument in arguments:
            argument = argument if isinstance(argument, tuple) else (argument,)
            value = function(*[mpf(a) for a in argument])
            high = float(value)
            file.write(' '.join([bits(a) for a in argument] + [bits(high), bits(float(value - mpf(high)))]) + '\n')
