import passbook.insights.disclosure.frame as f
from tests.attacks.attack import *
from tests.attacks.world import tenant
import sys
f.ACROSS=int(sys.argv[1])
for seed in (2,3,4):
    a=Attack(tenant(seed,departments=2),5); r=a.recovered(); print(f.ACROSS,seed,len(a.tenant.people),len(r),a.told,a.silent,flush=True)
