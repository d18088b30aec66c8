"""The demo university: synthetic people and reports that add up to the published figures of 2025.

`content/` is what it is made of, `plan.py` and its neighbours plan every person, post and report
without a database and always alike, and `loader.py` plays the plan through the services that
people use. Names of people and all texts are synthetic.
"""
