"""Invented names: of people, streets, towns and schools. Telephone numbers are those kept free for drama."""

from random import Random

GIRLS = (
    "Amelia", "Olivia", "Isla", "Ava", "Freya", "Lily", "Florence", "Poppy", "Ivy", "Willow", "Elsie", "Evie",
    "Rosie", "Daisy", "Maya", "Harriet", "Matilda", "Phoebe", "Esme", "Aisha", "Zara", "Fatima", "Maryam", "Inaya",
    "Priya", "Anaya", "Chiamaka", "Adaeze", "Naomi", "Grace", "Hannah", "Scarlett", "Erin", "Robyn", "Tilly",
    "Zoë", "Chloé", "Siân", "Ffion", "Niamh", "Aoife", "Saoirse", "Zofia", "Łucja", "Małgorzata", "Ștefania",
    "Şeyma", "Çağla", "Renée", "Ngọc Ánh", "Thảo", "Олена", "Софія", "李静", "张雨萱", "مريم", "زهرا",
    "ਹਰਲੀਨ", "Mary-Jane", "Anne-Sophie", "D'Arcy",
)  # fmt: skip
BOYS = (
    "Oliver", "George", "Arthur", "Noah", "Leo", "Oscar", "Theo", "Archie", "Jack", "Henry", "Alfie", "Freddie",
    "Charlie", "Tommy", "Finley", "Lucas", "Reuben", "Jude", "Albie", "Rory", "Mohammed", "Yusuf", "Ibrahim",
    "Zayn", "Arjun", "Rohan", "Dev", "Emeka", "Kwame", "Tobi", "Samuel", "Isaac", "Caleb", "Ethan", "Kai",
    "Joshua", "Callum", "Ewan", "Rhys", "Iolo", "Oisín", "Seán", "Łukasz", "Bartłomiej", "Ștefan", "Ömer", "Yiğit",
    "Søren", "André", "José", "Đức", "Minh Khôi", "Тарас", "Данило", "王浩然", "陈俊", "محمد", "یوسف", "ਗੁਰਸ਼ਰਨ",
    "Jean-Luc", "Tadhg", "Vlad",
)  # fmt: skip
FAMILIES = (
    "Ashdown", "Barlow", "Birchall", "Brackley", "Calloway", "Carver", "Chandler", "Coombes", "Crowther", "Dalby",
    "Denholm", "Drayton", "Eastwood", "Fairley", "Farrow", "Fenn", "Garland", "Goddard", "Hallam", "Harper",
    "Hartley", "Hawthorne", "Hollis", "Ingram", "Jarvis", "Kendrick", "Lambert", "Langley", "Lowther", "Marlow",
    "Mercer", "Milburn", "Nettleton", "Oakley", "Orchard", "Penrose", "Pickering", "Prescott", "Quinn", "Radley",
    "Redfern", "Rowntree", "Sallow", "Shepherd", "Stroud", "Swann", "Tanner", "Thorne", "Underhill", "Verity",
    "Wainwright", "Weaver", "Whitlock", "Winter", "Yardley", "Patel", "Begum", "Hussain", "Khan", "Singh", "Kaur",
    "Okonkwo", "Adeyemi", "Mensah", "Boateng", "Nowak", "Wiśniewska", "Kowalczyk", "Popescu", "Ionescu", "Nguyễn",
    "O'Brien", "O’Sullivan", "Ó Ceallaigh", "ap Rhys", "Llewellyn", "Smith-Jones", "Barrington-Ward", "Müller",
    "García", "Gonçalves", "Yıldız", "Öztürk", "Шевченко", "Ковальчук", "李", "陈", "العلي", "حسینی", "ਸਿੰਘ",
    "van der Berg", "de Souza", "Connors", "Delaney", "Doran", "Boswell",
)  # fmt: skip
COUNCIL = "Aldermere Council"
TOWNS = ("Aldermere", "Quillham", "Fennaby", "Merrowby", "Thistleholt", "Little Oxcroft", "Harrowell", "Saltmarsh End")
STREETS = (
    "Lantern Row", "Cobblers Rise", "Ropewalk Lane", "Kestrel Way", "Orchard Close", "Tannery Street", "Mill Bank",
    "Heron Drive", "Beacon Hill", "Priory Court", "Weavers Yard", "Station Approach", "Juniper Avenue",
    "Canal Terrace", "Bramble Gardens", "Saxon Road", "Foundry Square", "Hazel Grove", "Quarry View", "Larkspur Road",
)  # fmt: skip
FLATS = ("Flat 2", "Flat 14", "First floor flat", "Plot 6", "The Annexe")
SCHOOL_NAMES = (
    "Lantern Hill", "Saint Osyth’s", "Ropewalk", "Kestrel Park", "Quillham Road", "Fennaby Bridge", "Mill Bank",
    "Heronsgate", "Beacon", "Priory Meadow", "Weavers Green", "Thistleholt", "Juniper Lane", "Canalside",
    "Bramble Hill", "Saxon Way", "Foundry Lane", "Hazelwood", "Quarry Bank", "Larkfield", "Oxcroft", "Harrowell",
    "Merrowby Vale", "Saltmarsh",
)  # fmt: skip
# Inward parts without the letters that real ones never have. No postcode area is called NM, yet it has
# the form of one, so that letters can be printed.
INWARD = "ABDEFGHJLNPQRSTUWXYZ"


def first_name(rng: Random, sex: str | None) -> str:
    return rng.choice(GIRLS if sex == "female" else BOYS if sex == "male" else rng.choice((GIRLS, BOYS)))


def postcode(rng: Random) -> str:
    """A postcode in an area that does not exist."""
    return f"NM{rng.randint(1, 20)} {rng.randint(1, 9)}{rng.choice(INWARD)}{rng.choice(INWARD)}"


def phone(rng: Random) -> str:
    if rng.random() < 0.85:
        return f"07700 900{rng.randrange(1000):03d}"
    return f"01632 960{rng.randrange(1000):03d}"
