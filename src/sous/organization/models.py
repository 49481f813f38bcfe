"""Products, areas, teams and their members."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower


class Team(models.Model):
    """Colleagues who own areas together."""

    name = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(Lower("name"), name="team_name_once")]

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    """That someone belongs to a team."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    title = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["team", "user"], name="member_once")]

    def __str__(self) -> str:
        return f"{self.user} in {self.team}"


class Product(models.Model):
    """Something we make."""

    name = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(Lower("name"), name="product_name_once")]

    def __str__(self) -> str:
        return self.name


class Area(models.Model):
    """A part of a product, owned by a team."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="areas")
    name = models.CharField(max_length=120)
    team = models.ForeignKey(
        Team, models.SET_NULL, null=True, blank=True, related_name="areas", verbose_name="owned by"
    )
    archived_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["product__name", "name", "pk"]
        constraints = [models.UniqueConstraint("product", Lower("name"), name="area_name_once")]

    def __str__(self) -> str:
        return self.name
