"""Make-believe people: a poor family for every need, the same for one seed on every machine. Nobody here is real.

Every fact about a person is a function of (seed, id, subject), so a regency made alone holds the same people as in
the whole country, and what happens to a person later does not depend on who else was made.

    presets.load("kaltim-2022")                          what was published, and what is synthetic
    make.make(preset, seed=1)                            Batch by Batch, one regency each
    duties.observations(people, months, seed, preset)    what schools, health units and sessions reported
    life.changes(people, day, later, seed, next_member=) births, deaths, schools, moves between two days
    stories.stories(), events(), observations()          twelve named families of the demo
"""
