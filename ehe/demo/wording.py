"""What people write and say in the demo, in the field's own words. Nobody here exists."""

# The school's own words with a withdrawal, by the parent's reason and its share among all.
SCHOOL_WORDS: tuple[tuple[float, tuple[str, ...]], ...] = (
    (16, (
        "Mum says he has been too anxious to come in since half term; she will teach him at home while he recovers.",
        "Parent e-mailed: daughter's mental health has suffered and they will educate her at home. We offered a "
        "meeting with the SENCo; declined.",
        "Long period of emotionally based school avoidance. Attendance 41%. Parents feel home is better for now.",
    )),
    (12, (
        "Family have always meant to home educate; an older cousin does the same and they meet as a group.",
        "Letter received from both parents. They prefer an unschooling approach and have thought it over.",
    )),
    (17, ("Letter handed in at reception. No reason given in it and we have not been able to speak to the family.",)),
    (12, (
        "Parent gave no reason and said she did not have to.",
        "Short e-mail from dad, no reason. Polite. No worries from class teacher.",
    )),
    (9, (
        "The family travel for dad's work and want lessons to go with them.",
        "Moving to a smallholding; the children will learn with the local group.",
    )),
    (8, (
        "Parents unhappy with how we handled a matter in class. Head met them twice. They will educate at home.",
        "Disagreement about the behaviour policy. Parents had looked at other schools; none has a place.",
    )),
    (4, (
        "Parents feel his needs are not met here. EHC needs assessment was refused and they are appealing.",
        "On SEN support for speech and language. Mum thinks one to one at home will bring her on.",
    )),
    (5, (
        "Parent says there has been name-calling on the bus for months. We have logged two incidents.",
        "Bullying outside school, shared online. Police aware. Family have decided to keep her at home.",
    )),
    (3, ("Physical health: treatment will go on for the whole year and the family want to set the pace themselves.",)),
    (2, ("Family wish for an education in keeping with their faith.",)),
    (3, ("Did not get their first choice and will home educate until a place comes up there.",)),
    (3, ("The bus was withdrawn and mum cannot get him here and his sister to nursery in time.",)),
    (1, ("Told us of the decision the week after a suspension. We stressed that the place was still his.",)),
    (1, ("Parent says a colleague suggested home education in a phone call about attendance. Looking into this.",)),
    (4, ("GCSE courses to be done online; tutor found by the family.", "Training with an academy club most days.")),
)  # fmt: skip

# Grounds for taking a name off the roll, by the letters of regulation 9(1) as the guidance names them.
EHE_GROUND = "EHE"
CME_GROUNDS = ("MOVED", "ABSENT_20", "LEAVE_OVERRUN", "LEFT_INDEPENDENT")
CME_WORDS = (
    "House found empty on two home visits. Neighbour thinks they went north. No new school has asked for the file.",
    "Did not return after the summer. All contact numbers fail. Siblings' school has not seen them either.",
    "Family said they would move abroad. We have no address there and no school has confirmed a place.",
    "Last attended before Christmas. Landlord says the flat was given up. Previous school knows nothing.",
)  # fmt: skip

CONCERNS: dict[str, tuple[str, ...]] = {
    "school": (
        "The brother came in without a coat again and asked for breakfast. He says nobody gets up in the morning.",
        "Before she left she told a dinner lady she did not like being at home all day. We have a file.",
        "His sister in Year 3 talks of him minding the little ones most days.",
        "Two bruises on the forearm in the last week he was here. Mother's account was a fall from a scooter.",
    ),
    "public": (
        "The children are out on the green at all hours and the youngest looks thin.",
        "Shouting most nights. I never see the little one.",
        "I am only saying because I worry. The lad is working at the car wash in school time.",
    ),
    "health": (
        "Not brought to three paediatric appointments since the spring.",
        "Seen at the walk-in centre with a burn, two days old. Story fits, but no follow-up was kept.",
        "Weight has dropped two centiles since the last check; mother did not want a referral.",
    ),
    "police": (
        "Attended a verbal domestic; two children in the home, both asleep. No offence.",
        "Found with older youths in the shopping centre at half past ten at night and taken home.",
    ),
    "family": (
        "I am his nan. I have not been let in since Easter and that is not like them.",
        "Her dad here. She told me on the phone she has no books and watches the baby.",
    ),
    "officer": (
        "Home cold and cluttered; the younger child stayed upstairs and was not brought down when asked.",
        "Mother answered for the child throughout and the child looked to her before saying anything.",
    ),
}
LOW_CONCERNS = (
    "Seen in town at lunch time on a school day, well and with an adult.",
    "The older boy was rude to staff at the leisure centre.",
    "No uniform, no bag, hanging about by the shops with his sister, but cheerful.",
)  # fmt: skip
CONCERN_REASONS = {
    "no_further_action": "Spoke to family and caller. There is an ordinary explanation and nothing else is known.",
    "education_only": "The worry is about the education and not about welfare. Taken up at the next visit.",
    "early_help": "Family agreed to early help for routines and a health appointment.",
    "referred": "Significant: referred to children's social care today, by phone and then in writing.",
}  # fmt: skip
RATINGS = {
    "red": "Rated with the factors in the notice. Visit at once, and the child to be spoken to.",
    "amber": "Some factors, none of them acute. Usual visits, read again after the first.",
    "green": "No factor that is current. Family is in touch.",
}
LOWERED = (
    "Child seen and spoken to, family open with us, agencies have nothing further. Discussed in supervision.",
    "Social care ended its involvement. No new concern since. Read again at the next review.",
    "Siblings were withdrawn together because the family moved to one way of learning; nothing else in the file.",
)  # fmt: skip
CALL_WORDS = (
    "Spoke to mother. Explained who we are and what we do. Friendly, happy for a visit.",
    "Dad answered. Said they are settling in and asked about exams at sixteen.",
    "Replied to our e-mail the same evening and attached a timetable.",
    "Good long call. They are part of a group that meets on Tuesdays and Thursdays.",
)  # fmt: skip
NO_ANSWER_WORDS = ("Rang out twice, message left.", "No reply, card left.", "Curtains drawn, dog barking, nobody came.")
REFUSED_WORDS = (
    "Does not wish for a visit and will send a report instead. Courteous.",
    "Says the law gives us no right to come in. Asked for everything in writing.",
    "Door closed on us.",
)  # fmt: skip
VISIT_WORDS = (
    "Kitchen table full of maps. Reads well above her age and talked about volcanoes for ten minutes.",
    "Maths workbook half done, lots of practical work, cooking and woodwork. Would like a friend to learn with.",
    "Online lessons each morning, sport in the afternoon. Showed me his timetable.",
    "Autonomous approach. Projects on trains, bees and the Romans. Some writing seen, more encouraged.",
    "Quiet to begin with; showed me her sketchbooks and the piano. Plans for five GCSEs as a private candidate.",
)  # fmt: skip
ADULTS_IN_HOME = ("Mother", "Mother and father", "Father", "Mother and grandmother", "Mother; a friend with a baby")
VIEWS = (
    "Likes it better than school because nobody rushes me. Misses choir.",
    "Wants to be a vet. Would like to try college at fourteen.",
    "Happy. Would like to see more people of his age.",
)  # fmt: skip
ASKED = "What you do and plan, in any form you like: a report, samples of work, a visit or a meeting."
REPORTS = (
    "A report of four pages with photographs, and a reading list.",
    "A timetable, two samples of writing and a page on mathematics.",
    "Online course certificates and a letter from the tutor.",
    "E-mail with links to a learning journal.",
)  # fmt: skip
PROMISED = ("Samples of written work", "The tutor's report", "The exam centre's confirmation", "A plan for mathematics")
JUDGED = {
    "suitable": "Efficient and suitable to age, ability and aptitude on what was seen.",
    "more_information": "Not enough to decide yet. Asked for samples of written work and mathematics.",
    "not_suitable": "Little sign of literacy or numeracy being taught, and no plan to begin. Support offered.",
}
SIBLING_WORDS = (
    "On roll, attends well, nothing to report.",
    "On roll, 93%. Class teacher has no worries. Will tell us of any change.",
    "Attends nursery three days; key worker has no worries.",
)  # fmt: skip
ADDRESS_SOURCES = (
    "school record", "council tax", "electoral register", "health visitor", "GP registration", "tenancy agreement",
    "parent's letter",
)  # fmt: skip
DISPUTED = ("Council tax names another family at this address.", "The grandmother says they moved out in the spring.")
VISIT_DECISIONS = {
    "accept": "Seen by health this year, address proved, no concern, a report each summer. It is their choice.",
    "try_again": "Offer another day and another place, perhaps the library, and name who would come.",
    "refer": "Concern is open and nobody has seen the child since the notice. Refer, with what we know.",
}
RELEASED = "Read the file. The facts stand and nobody has seen the child: send it."
WITHHELD = "Family answered today and a visit is booked for this week. Withheld; look again if it falls through."
REFERRAL_WORDS = "Child not seen since the notice, and what has been reported does not fit with what we are told."
REFERRAL_WANTED = "An assessment, and the child seen alone."
REFERRAL_REASONS = {
    "no_further_action": "Below the threshold on what is known. Refer again with anything new.",
    "advice": "Advice given to the referrer; information and advice line offered to the family.",
    "early_help": "Family agrees to an early help assessment.",
    "assessment": "Child and family assessment under section 17.",
    "strategy_discussion": "Strategy discussion held the same day.",
    "already_open": "Allocated social worker told.",
    "returned_for_consent": "Returned: consent was not asked for and the threshold for going without is not met.",
}
REFERRAL_CLOSED = "Assessment completed. Needs can be met by universal services."
FEEDBACK = "Told the referrer by phone and in writing what was decided and why."
NEXT_STEPS = (
    "Visit this week with the school nurse; read again in two weeks.",
    "Early help referral with the family's agreement, reviewed in a month.",
    "Write to the other parent and check with the GP; then decide again.",
)  # fmt: skip
COMPLAINTS = (
    "The officer came without an appointment and upset the children.",
    "We were asked for a timetable as if it were the law.",
    "Nobody answered our e-mails for three weeks.",
)  # fmt: skip
SETTLED = "Both services met, the file was read together and the next step agreed in writing."
DISAGREED = "We do not accept the outcome and ask that it is looked at again by the next person up."
ENQUIRIES = (
    ("Admissions here and in the neighbouring authority", "No application under this name."),
    ("Health: last contact with any service", "Registered with the same GP, last seen eleven months ago."),
    ("Housing and council tax", "Account closed, no forwarding address."),
    ("School-to-school lost pupil database", "No match."),
    ("Home visit, morning and evening", "Neighbour confirms that the family left; destination not known."),
    ("Border Force, through the police", "No record of travel."),
)  # fmt: skip
AUTHORITIES = ("Westerholme Council", "North Fenland Council", "Ravensdyke Borough Council")
HOLD = "Bereavement in the family. Nothing to be written before the date agreed with mother."
EXTENSION = "Family has been in hospital with the youngest. Report agreed for the new date."
ERROR = "The notice was about another child of the same name. School has apologised."
