import sys
from tests.attacks.attack import *
from tests.attacks.world import tenant
seed=int(sys.argv[1]); k=5
a=Attack(tenant(seed,departments=2),k)
known=a._knowledge(); n0=len(known.rows)
labels=[]
orig=a._learn
def learn(known_,q,t):
    b=len(known_.rows); orig(known_,q,t); labels.extend([q]*(len(known_.rows)-b))
for q,s in questions(a.tenant):
    an=a.ask(q,s)
    if an.table: learn(known,q,an.table)
a._follow(known)
r=known.recovered(a._targets()); print(len(r))
# dedupe
import itertools
for T in sorted(r,key=len)[:3]:
    T=sorted(T-known.said)
    # deletion filter
    idx=list(range(n0,len(known.rows)))
    uniq={}
    for i in idx: uniq[(tuple(sorted(known.rows[i].items())),known.low[i],known.high[i])]=i
    keep=sorted(uniq.values())
    def ok(sub):
        K=Knowledge(known.most,known.truth,[known.rows[i] for i in [*range(n0),*sub]],[known.low[i] for i in [*range(n0),*sub]],[known.high[i] for i in [*range(n0),*sub]])
        return K._other(T)
    chunk=max(1,len(keep)//8)
    while chunk>=1:
        i=0
        while i<len(keep):
            t=keep[:i]+keep[i+chunk:]
            if not ok(t): keep=t
            else: i+=chunk
        chunk//=2
    c=len(a._kinds)
    print('T',[(WINDOWS[x//c].id,a._kinds[x%c],known.most[x],known.truth[x]) for x in T])
    for i in keep:
        row=known.rows[i]; q=labels[i-n0]
        print('  ',known.low[i],known.high[i],'size',sum(known.most[x] for x in row),'true',sum(known.truth[x] for x in row), q.group_by,dict(q.filters),[p.id for p in q.periods],[a._kinds[x%c] for x in row][:4])
