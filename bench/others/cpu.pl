#!/usr/bin/perl
# Prints the nanoseconds of processor time that a process, its threads and all
# of its descendants have used (schedstat).
use strict;
use warnings;

my ($root) = @ARGV;
my %children;
for my $status (glob '/proc/[0-9]*/stat') {
	open my $file, '<', $status or next;
	# the name between them may hold anything
	(<$file> // '') =~ /^(\d+) \(.*\) \S (\d+) /s or next;
	push @{$children{$2}}, $1;
}
my ($sum, @pids) = (0, $root);
while (defined(my $pid = shift @pids)) {
	push @pids, @{$children{$pid} // []};
	for my $thread (glob "/proc/$pid/task/*/schedstat") {
		open my $file, '<', $thread or next;
		my ($used) = split ' ', <$file> // 0;
		$sum += $used;
	}
}
print "$sum\n";
