"""Garboard, an invented maker of boat-yard software, and what its customers said in nine months.

A newcomer explores it before bringing feedback of their own. Every company, person, product and
address in it is fiction; addresses end in `.example`, where no mail can arrive.
"""
