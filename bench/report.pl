#!/usr/bin/perl
# Reads samples (row, ours, reference; tabs between), prints the table of
# ratios with median and quartiles, writes it as JSON to the file named, and
# leaves with 1 where a goal is missed.
use strict;
use warnings;
use JSON::PP;
use POSIX qw(uname strftime);

# row, what it is, unit, how it is judged, goal, allowance.  Judged is the
# median: of ours / reference, at most or at least; of (ours - allowance) /
# reference; of the .
my @rows = (
	['worker/weather', 'worker CPU, weather', 'us', 'at most', 1.20],
	['worker/reports', 'worker CPU, 50 reports', 'us', 'at most', 1.20],
	['worker/304', 'worker CPU, 304', 'us', 'at most', 1.20],
	['changed/weather', '... data changed, weather', 'us', 'at most', 2.0],
	['changed/reports', '... data changed, 50 reports', 'us', 'at most', 8],
	['changed/304', '... data changed, 304', 'us', 'at most', 2.0],
	['changed/other', '... other data changed', 'us', 'at most', 2.0],
	['instructions/weather', 'instructions, weather', '1000', 'at most', 1.5],
	['instructions/reports', 'instructions, 50 reports', '1000', 'at most',
		1.5],
	['instructions/304', 'instructions, 304', '1000', 'at most', 1.5],
	['http/lighttpd-1', 'lighttpd, 1 worker', '1/s', 'at least', 0.90],
	['http/lighttpd-2', 'lighttpd, 2 workers', '1/s', 'at least', 0.90],
	['http/fcgid', 'mod_fcgid, 8 workers', '1/s', 'at least', 0.90],
	(map { ["token/first-$_", "first sight, $_", 'us', 'at most', 1.25,
		15] } qw(RS256 ES256 EdDSA)),
	(map { ["token/forged-$_", "forged, $_", 'us', 'at most', 1.25,
		15] } qw(RS256 ES256 EdDSA)),
	(map { ["post/time-$_", "POST, $_ at a time", 'us', 'at most', 1, 60] }
		1, 2, 4),
	(map { ["post/cpu-$_", "CPU of a POST, $_ at a time", 'us', 'at most',
		1, 60] } 1, 2, 4),
	(map { ["post/store-$_", "store layer, $_ at a time", '1/s',
		'at least', 0.90] } 1, 2, 4),
	(map { ["post/fair-$_", "overtaken, $_ at a time", 'times', 'at most',
		1] } 2, 4),
	['cgi', 'CGI, static, lighttpd', 'us', 'at most', 2.5],
	['start/seen', 'first answer, token seen', 'ms', 'at most', 1, 5],
	['start/new', 'first answer, new token', 'ms', 'at most', 1, 5],
	['memory/growth', 'PSS after 100000 / 10000', 'KiB', 'at most', 1, 16],
	['memory/size', 'PSS of a worker', 'KiB', 'at most', 1],
);

for my $other (['fastapi', 'FastAPI'], ['node', 'Node'],
	['node_remember', 'Node that remembers'], ['go', 'Go'],
	['go_remember', 'Go that remembers'], ['njs', 'nginx with njs'],
	['openidc', 'mod_auth_openidc'],
	['openidc-apache-fcgid', '... ours by mod_fcgid'],
	['openidc-apache-proxy', '... ours by mod_proxy_fcgi'],
	['oauth2', 'mod_oauth2'],
	['oauth2-apache-fcgid', '... ours by mod_fcgid'],
	['oauth2-apache-proxy', '... ours by mod_proxy_fcgi']) {
	my ($row, $what) = @$other;
	push @rows, ["others/$row-rate", $what, '1/s', 'at least', 1],
		["others/$row-cpu", $what, 'us', 'at most', 1];
}

my %samples;
while (<STDIN>) {
	chomp;
	my ($row, $ours, $reference) = split /\t/;
	push @{$samples{$row}}, [$ours + 0, $reference + 0];
}

sub quartiles {
	my @sorted = sort { $a <=> $b } @_;
	return map { $sorted[int($_ * $#sorted + 0.5)] } 0.25, 0.5, 0.75;
}

sub judged {
	my ($row, $sample) = @_;
	my ($ours, $reference) = @$sample;
	return ($ours - ($row->[5] // 0)) / $reference;
}

sub holds {
	my ($row, $median) = @_;
	return $row->[3] =~ /at least/ ? $median >= $row->[4]
		: $median <= $row->[4];
}

sub goal {
	my ($row) = @_;
	my $sign = $row->[3] =~ /at least/ ? '>=' : '<=';
	my $more = $row->[5] ? " + $row->[5] $row->[2]" : '';
	return "$sign $row->[4]$more";
}

my @table;
my $format = "%-32s %5s %10s %10s  %7s %15s  %-14s %s\n";
printf $format, 'what', 'unit', 'ours', 'reference', 'ratio', 'quartiles',
	'goal', 'n';
for my $row (@rows) {
	my $have = delete $samples{$row->[0]} or next;
	my ($low, $median, $high) = quartiles(map { judged($row, $_) } @$have);
	my (undef, $ours) = quartiles(map { $_->[0] } @$have);
	my (undef, $reference) = quartiles(map { $_->[1] } @$have);
	my $met = holds($row, $median);
	printf $format, $row->[1], $row->[2], sprintf('%.2f', $ours),
		sprintf('%.2f', $reference), sprintf('%.2f', $median),
		sprintf('%.2f - %.2f', $low, $high), goal($row),
		scalar(@$have) . ($met ? '' : '  MISSED');
	push @table, {row => $row->[0], what => $row->[1], unit => $row->[2],
		ours => $ours, reference => $reference, median => $median,
		quartiles => [$low, $high], goal => goal($row),
		samples => scalar @$have,
		met => $met ? JSON::PP::true : JSON::PP::false};
}
die "bench: samples of no row: @{[sort keys %samples]}\n" if %samples;

my @missed = map { $_->{what} } grep { !$_->{met} } @table;
my @machine = uname();
open my $file, '>', $ARGV[0] or die "$ARGV[0]: $!\n";
print $file JSON::PP->new->pretty->canonical->encode({
	at => strftime('%Y-%m-%dT%H:%M:%SZ', gmtime),
	machine => {system => "$machine[0] $machine[2]", type => $machine[4],
		processors => processors()},
	rows => \@table});
close $file or die "$ARGV[0]: $!\n";
print @missed ? "missed: " . join('; ', @missed) . "\n" : "all goals met\n";
exit(@missed ? 1 : 0);

sub processors {
	open my $info, '<', '/proc/cpuinfo' or return undef;
	my @names = grep { /^model name/ } <$info>;
	my ($name) = ($names[0] // '') =~ /:\s*(.*)/;
	return {count => scalar(@names), name => $name};
}
