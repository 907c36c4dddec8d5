import sys
from tests.attacks.attack import *
from tests.attacks.world import tenant
import random
seed=int(sys.argv[1]); k=5
a=Attack(tenant(seed,departments=2),k)
r=a.recovered(); print(len(r), a.told, a.silent, a.asked, len(a._kinds), len(a.tenant.people))
for t in r[:6]:
    c=len(a._kinds)
    print([(WINDOWS[n//c].id,a._kinds[n%c],a.world.population.atoms[a._kinds[n%c]]) for n in t])
