#!/usr/bin/perl
# Draws what `perf script` prints, on standard input, as a flame graph in SVG:
# each box is a function, as wide as the share of samples that were in it or in
# what it called, which stands above it.
use strict;
use warnings;

my ($width, $row, $least) = (1200, 17, 0.002);
my %root = (name => 'all', count => 0, from => {});
my $deepest = 0;

# a function's name, and a colour for where it is from
sub frame {
	my ($symbol, $module) = @_;
	$symbol =~ s/\+0x[0-9a-f]+$//;
	my $kind = $module =~ /kernel|vdso/ ? '#b8b8b8'
		: $module =~ /sqlite/ ? '#7fb2e5'
		: $module =~ /crypto/ ? '#c79be0'
		: $module =~ /fcgi\.so/ ? '#8fd18f'
		: $module =~ /weather/ ? '#f2a65a'
		: '#e8d27a';
	$module =~ s{.*/}{};
	$symbol = "[$module]" if $symbol eq '[unknown]';
	return [$symbol, $kind];
}

sub add {
	my $node = \%root;
	my $depth = 0;
	$node->{count}++;
	for my $frame (reverse @_) {
		my ($name, $kind) = @$frame;
		$node = $node->{from}{$name} //=
			{name => $name, kind => $kind, count => 0, from => {}};
		$node->{count}++;
		$depth++;
	}
	$deepest = $depth if $depth > $deepest;
}

my @stack;
while (<STDIN>) {
	if (/^\s+[0-9a-f]+\s+(.+?)\s+\(([^()]*(?:\([^()]*\))?[^()]*)\)\s*$/) {
		push @stack, frame($1, $2);
	} elsif (/^\s*$/ && @stack) {
		# below main there is only the start of the process
		my ($main) = grep { $stack[$_][0] eq 'main' } 0 .. $#stack;
		splice @stack, $main + 1 if defined $main;
		add(@stack);
		@stack = ();
	}
}
die "flame.pl: no samples\n" unless $root{count};

sub text {
	my ($text) = @_;
	$text =~ s/&/&amp;/g;
	$text =~ s/</&lt;/g;
	$text =~ s/>/&gt;/g;
	return $text;
}

my ($height, $top) = (0, 0);
my @boxes;

sub draw {
	my ($node, $x, $depth) = @_;
	my $share = $node->{count} / $root{count};
	return if $share < $least;
	$top = $depth if $depth > $top;
	push @boxes, [$x, $depth, $share, $node->{name},
		$node->{kind} // '#dddddd'];
	for my $name (sort keys %{$node->{from}}) {
		my $child = $node->{from}{$name};
		draw($child, $x, $depth + 1);
		$x += $child->{count} / $root{count};
	}
}

draw(\%root, 0, 0);
$height = ($top + 1) * $row;
print qq{<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 $width $height" },
	qq{font-family="monospace" font-size="11">\n};
for my $box (@boxes) {
	my ($x, $depth, $share, $name, $kind) = @$box;
	my ($left, $wide) = map { sprintf '%.1f', $_ * $width } $x, $share;
	my $y = $height - ($depth + 1) * $row;
	my $fits = int($wide / 6.7);
	my $shown = length($name) <= $fits ? $name
		: $fits > 3 ? substr($name, 0, $fits - 1) . '.' : '';
	printf qq{<g><title>%s, %.1f %%</title><rect x="%s" y="%d" width="%s" }
		. qq{height="%d" fill="%s" stroke="white"/>},
		text($name), 100 * $share, $left, $y, $wide, $row - 1, $kind;
	printf qq{<text x="%.1f" y="%d">%s</text>}, $left + 2, $y + 12,
		text($shown) if $shown ne '';
	print "</g>\n";
}
print "</svg>\n";
