# SPDX-License-Identifier: GPL-3.0-or-later
"""archive - what an archive should be, worked out from its mails without Colporteur

split MBOX.xz DIR | hashes DIR | threads DIR | shuffle DIR SEED MBOX
"""
import hashlib, lzma, os, random, re, sys


def mails(folder):
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), 'rb') as f:
            yield f.read()


def split(path, folder):
    os.makedirs(folder)
    for i, piece in enumerate(p for p in re.split(rb'(?m)^(?=From )', lzma.open(path).read()) if p):
        mail = piece.split(b'\n', 1)[1]
        if mail.endswith(b'\n\n'):
            mail = mail[:-1]
        with open(f'{folder}/{i:06}', 'wb') as f:
            f.write(re.sub(rb'(?m)^>(>*From )', rb'\1', mail))


def digest(mail):
    return hashlib.sha256(mail).hexdigest()


def header(mail, name):
    """The first header called so, unfolded."""
    head = re.split(rb'\r?\n\r?\n', mail, maxsplit=1)[0]
    found = re.search(rb'(?im)^' + name + rb'[ \t]*:((?:.*\n?)(?:^[ \t].*\n?)*)', head)
    return re.sub(rb'\r?\n', b'', found.group(1)).strip().decode('latin-1') if found else ''


def own_id(mail):
    value = header(mail, b'Message-ID')
    inside = re.search(r'<([^<>]*)>', value)
    return inside.group(1).strip() if inside else value or 'none:' + digest(mail)


def answered(mail):
    value = header(mail, b'In-Reply-To')
    ids = [i.strip() for i in re.findall(r'<([^<>]+)>', value)]
    if not ids:
        return [value] if '@' in value and not re.search(r'[\s<>]', value) else []
    return [ids[0] if value.startswith('<') else ids[-1]]


def threads(folder):
    parent = {}

    def find(x):
        parent.setdefault(x, x)
        while parent[x] != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        return x

    everything = list(mails(folder))
    for mail in everything:
        for other in [i.strip() for i in re.findall(r'<([^<>]+)>', header(mail, b'References'))] + answered(mail):
            parent[find(own_id(mail))] = find(other)
    groups = {}
    for mail in everything:
        groups.setdefault(find(own_id(mail)), []).append(digest(mail))
    return sorted(' '.join(sorted(g)) for g in groups.values())


def shuffle(folder, seed, path):
    everything = list(mails(folder))
    random.Random(seed).shuffle(everything)
    with open(path, 'wb') as f:
        for mail in everything:
            f.write(b'From x@example.org Thu Aug 22 12:36:23 2002\n' + re.sub(rb'(?m)^(>*From )', rb'>\1', mail))
            f.write(b'\n' if mail.endswith(b'\n') else b'\n\n')


what, *rest = sys.argv[1:]
if what == 'split':
    split(*rest)
elif what == 'hashes':
    print('\n'.join(sorted(digest(m) for m in mails(*rest))))
elif what == 'threads':
    print('\n'.join(threads(*rest)))
else:
    shuffle(*rest)
