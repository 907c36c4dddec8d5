import passbook.insights.disclosure.frame as f
from tests.attacks.attack import *
from tests.attacks.world import tenant
import sys,time
f.ACROSS=int(sys.argv[1])
for seed in map(int,sys.argv[2:]):
    t=time.time();a=Attack(tenant(seed,departments=2),5); r=a.recovered(); print(f.ACROSS,seed,len(a.tenant.people),len(r),a.told,a.silent,round(time.time()-t),flush=True)
