# Two workers that remember, and one process each time that remembers nothing:
# differential.pl SEED ROUNDS, with the names that differential.t exports.
use strict;
use warnings;
use Time::HiRes qw(sleep time);

my ($seed, $rounds) = @ARGV;
our $work = $ENV{WORK};
our $bin = "$ENV{WEATHER_BUILD}/bin";
require './tests/cgi/asking.pl';
srand $seed;

sub one_of { return $_[int rand @_] }

# --- asking ---

my $last = '';    # status of the last change, or its command

# A worker that knows much, or a process that knows nothing.
sub ask_anybody {
	my (@variables) = @_;
	my $who = int rand 3;
	my ($answer) = $who
		? ask_worker($who, @variables)
		: ask_cgi(@variables);
	($last) = $answer =~ /^Status: (\d+)/;
	return $answer;
}

sub ctl {
	return 1 if system("$bin/weatherctl @_ >$work/ctl 2>&1 </dev/null") == 0;
	chomp($last = "weatherctl @_: " . `tail -n 1 $work/ctl`);
	return '';
}

sub without_id {
	my ($answer) = @_;
	$answer =~ s/^X-Request-Id: .*?\n//m;
	$answer =~ s/urn:uuid:[0-9a-f-]{36}/urn/;
	return $answer;
}

# --- changes ---

my %tokens = (alice => $ENV{ALICE}, bob => $ENV{BOB}, ada => $ENV{ADA});
my @people = sort keys %tokens;
my @cities = ('Bend', 'Salem', 'Seattle', 'New%20York', 'Wien', 'Nowhere');
my @states = ('', '&state=OR', '&state=WA');
my @words = ('hail', 'rain', 'fog', 'ice', 'storm', 'dew');
my (@ids, @keys, $has_backup, %done, %failed);

sub json_place {
	my $city = one_of(@cities);
	$city =~ s/%20/ /;
	return '{"city":"' . $city . '"' .
		one_of('', ',"state":"OR"', ',"state":"WA"') . '}';
}

sub report_body {
	return '{"description":"' . join(' ', map { one_of(@words) } 1 .. 3) .
		'","location":' . json_place() . '}';
}

sub post_report {
	my $answer = ask_anybody(
		variables($tokens{one_of(@people)}, 'POST', '/api/reports',
			CONTENT_TYPE => 'application/json',
			BODY => report_body(), @_));
	push @ids, $1 if $answer =~ m{^Location: .*/([0-9a-f-]{36})}m;
	return $answer =~ /^Status: 201/;
}

sub iso {
	my @t = gmtime $_[0];
	return sprintf '%04d-%02d-%02dT%02d:%02d:%02dZ', $t[5] + 1900,
		$t[4] + 1, @t[3, 2, 1, 0];
}

# So old that some of it is too old a moment later.
sub odd_time {
	return time - one_of(0, 1, 60, 3597, 3599, 3601, 86397, 86399, 90000,
		int rand 100000);
}

sub post_observation {
	my $answer = ask_anybody(variables($tokens{one_of(@people)}, 'POST',
		'/api/weather/' . one_of(@cities) . '?country=US' .
		one_of(@states),
		CONTENT_TYPE => 'application/json',
		BODY => '{"' . one_of('temp', 'humidity', 'wind_speed') . '":' .
			(1 + int rand 40) . ',"observed_at":"' .
			iso(odd_time()) . '"}'));
	# there is one of that second already, or one that is none yet
	return $answer =~ /^Status: (?:20|409|422)/;
}

sub change_report {
	my ($method, @more) = @_;
	return 1 unless @ids;
	my $answer = ask_anybody(variables($tokens{one_of('ada', @people)},
		$method, '/api/reports/' . one_of(@ids), @more));
	return $answer =~ /^Status: (?:20|403|404|410|412)/;
}

sub import_rows {
	my ($what, $head, @rows) = @_;
	open my $file, '>', "$work/rows.csv" or die;
	print $file join "\n", $head, @rows, '';
	close $file;
	return ctl("import $what $work/rows.csv --replace");
}

sub plain_city { return one_of('Bend', 'Salem', 'Hood River') }

sub old_reports {
	return import_rows('reports', 'description,city,created_date',
		map { join ',', one_of(@words), plain_city(),
			iso(time - int rand 200000) } 1 .. 1 + int rand 40);
}

sub old_observations {
	return import_rows('observations',
		'observed_at,city,state,temp,humidity,observer',
		map { join ',', iso(odd_time()), plain_city(), 'OR',
			int rand 30, int rand 100, one_of('roof', 'garden') }
			1 .. 1 + int rand 9);
}

# A writer that is killed somewhere on its way, or has just been done.
sub kill_writer {
	my ($pid, $out) = start_cgi(variables($tokens{bob}, 'POST',
		'/api/reports', CONTENT_TYPE => 'application/json',
		BODY => report_body()));
	sleep rand 0.02;
	kill KILL => $pid;
	local $/;
	my $ignored = <$out>;
	close $out;
	return 1;
}

# Several at once, more than are kept of the last commits.
sub burst {
	my $fine = 1;
	for (1 .. 2 + int rand 9) {
		$fine &&= rand() < 0.5 ? post_report() : post_observation();
	}
	return $fine;
}

sub two_at_once {
	my @peers;
	for my $worker (1, 2) {
		my $peer = connected($worker) or die;
		my %set = variables($tokens{alice}, 'POST', '/api/reports',
			CONTENT_TYPE => 'application/json',
			BODY => report_body());
		my $body = delete $set{BODY};
		send_request($peer, $body, %set);
		push @peers, $peer;
	}
	my ($status) = map { (read_answer($_))[0] } @peers;
	return $status =~ /^Status: 201/;
}

sub post_again {
	push @keys, 'key-' . rand() if !@keys || rand() < 0.5;
	post_report(HTTP_IDEMPOTENCY_KEY => '"' . one_of(@keys) . '"');
	return 1;
}

sub refused {
	return post_report(HTTP_IDEMPOTENCY_KEY => 'no "string"') || 1;
}

# Under their ids, versions and times, some with other words or elsewhere.
sub old_reports_anew {
	ctl('export reports --format ndjson') or return '';
	open my $from, '<', "$work/ctl" or die;
	open my $to, '>', "$work/rows.ndjson" or die;
	while (<$from>) {
		s/(?<="description":")\w+/one_of(@words)/e if rand() < 0.2;
		s/(?<="city":")[^"]+/plain_city()/e if rand() < 0.2;
		print $to $_;
	}
	close $to;
	return ctl("import reports $work/rows.ndjson --replace");
}

# A command that is killed somewhere on its way, or has just been done.
sub kill_command {
	my $command = one_of('places import tests/data/places/cities.pbf',
		'prune --reports-before 20h --observations-before 20h',
		"import reports $work/rows.ndjson --replace",
		"import observations $work/rows.csv --replace",
		"restore --replace $work/backup", "backup $work/killed");
	my $pid = fork;
	die "fork: $!\n" unless defined $pid;
	exec "exec $bin/weatherctl $command >$work/ctl 2>&1" or die if !$pid;
	sleep rand 0.1;
	kill KILL => $pid;
	waitpid $pid, 0;
	unlink "$work/killed";
	return 1;
}

# The file that tells of changes: who has it mapped looks for it each second.
sub lose_changes {
	unlink "$work/state/changes.1";
	sleep 1.1;
	return 1;
}

sub sql {
	my $done = system("sqlite3 -cmd '.timeout 5000' " .
		"$work/state/weather.db \"$_[0]\" >$work/sql 2>&1") == 0;
	sleep 1.1;
	return $done;
}

my %changes = (
	report => [20, \&post_report],
	observation => [20, \&post_observation],
	edit => [8, sub {
		return change_report('PATCH',
			CONTENT_TYPE => 'application/merge-patch+json',
			BODY => '{"description":"' . one_of(@words) . ' anew"}')
	}],
	removal => [8, sub { return change_report('DELETE') }],
	'old reports' => [4, \&old_reports],
	'old observations' => [4, \&old_observations],
	'old reports anew' => [3, \&old_reports_anew],
	'killed command' => [6, \&kill_command],
	'lost changes.1' => [2, \&lose_changes],
	burst => [4, \&burst],
	'two at once' => [4, \&two_at_once],
	'killed writer' => [6, \&kill_writer],
	'again' => [4, \&post_again],
	refusal => [2, \&refused],
	'nothing' => [4, sub {
		sleep rand 2.5;
		return 1
	}],
	places => [1, sub {
		return ctl('places import tests/data/places/cities.pbf')
	}],
	'all deleted' => [1, sub {
		ask_anybody(variables($tokens{ada}, 'DELETE',
			'/api/reports?confirm=all'));
		return 1
	}],
	'some deleted' => [1, sub {
		ask_anybody(variables($tokens{ada}, 'DELETE',
			'/api/reports?before=' . iso(time - 50000)));
		return 1
	}],
	pruned => [2, sub {
		return ctl('prune --reports-before ' . iso(time - 90000) .
			' --observations-before ' . iso(time - 80000))
	}],
	backup => [1, sub {
		unlink "$work/backup";
		return $has_backup = ctl("backup $work/backup")
	}],
	restored => [1, sub {
		return !$has_backup || ctl("restore --replace $work/backup")
	}],
	init => [1, sub { return ctl('init') }],
	stranger => [2, sub {
		return sql(one_of(
			"UPDATE report SET description = 'by hand'",
			"UPDATE place SET name = name || 'x' WHERE id < 0;" .
				'UPDATE revision SET value = random() ' .
				"WHERE topic = 'place'",
			"DELETE FROM observation WHERE observed_at % 3 = 0",
			'UPDATE OR IGNORE observation SET observed_at = ' .
				'observed_at + 603 WHERE observed_at % 2 = 0',
			'VACUUM'))
	}],
);
my @names = map { ($_) x $changes{$_}[0] } sort keys %changes;

# --- answers ---

my %tags;    # of earlier answers
my %bodies;  # of an address under a tag
my ($asked, $remembered) = (0, 0);

sub uris {
	my $where = one_of(@cities) . '?country=US' . one_of(@states);
	my $past = one_of(@cities) . '/observations?country=US';
	return ("/api/weather/$where", "/api/weather/$where&view=full",
		'/api/weather/Bend?state=OR', '/api/weather/Bend',
		"/api/weather/$where&units=imperial",
		"/api/weather/$past&limit=3", '/api/reports?limit=3',
		'/api/reports', '/api/reports?author=me&view=full',
		'/api/reports?q=' . one_of(@words),
		'/api/reports?city=Bend&limit=2',
		'/api/reports?author=me&q=' . one_of(@words),
		'/api/places?q=' . one_of('be', 's', 'n', 'w', 'ho'), '/api/me',
		'/api/reports?format=csv',
		(map { '/api/reports/' . one_of(@ids) } @ids ? (1 .. 2) : ()));
}

# What one tag was given to.
sub two_under_a_tag {
	my ($uri, $answer) = @_;
	my ($head, $body) = split /\r?\n\r?\n/, $answer, 2;
	my ($tag) = $head =~ /^ETag: (\S+)/m;
	return '' if !defined $tag || !length($body // '');
	my $known = $bodies{"$uri $tag"} //= $body;
	return $known eq $body ? '' : "$uri: two under $tag\n$known\n$body\n";
}

sub look {
	my ($uri) = @_;
	my $who = one_of(@people);
	my @set = variables($tokens{$who}, one_of('GET', 'GET', 'HEAD'), $uri);
	my $known = $tags{$uri};
	push @set, HTTP_IF_NONE_MATCH => one_of(@$known)
		if $known && rand() < 0.4;
	# the clock makes other answers too: one of two must be the same, and
	# a machine that was busy for long is asked again
	my $begun = time;
	my $true = without_id(ask_cgi(@set));
	for my $worker (1, 2) {
		# the second one is remembered, where it is
		for my $time (1, 2) {
			my ($answer, $log) = ask_worker($worker, @set);
			$asked++;
			$remembered++ if $log =~ / answer=remembered/;
			$answer = without_id($answer);
			next if $answer eq $true;
			my $before = $true;
			$true = without_id(ask_cgi(@set));
			next if $answer eq $true;
			return look($uri) if time - $begun > 1;
			return "worker $worker, $who, $uri ($time)\n$log" .
				"--- said\n$answer\n--- before\n$before\n" .
				"--- true\n$true\n";
		}
	}
	my $two = two_under_a_tag($uri, $true);
	return $two if $two;
	push @{$tags{$uri}}, $1 if $true =~ /^ETag: (\S+)\r?$/m;
	shift @{$tags{$uri}} if $tags{$uri} && @{$tags{$uri}} > 4;
	return '';
}

my $bad = '';
ROUND: for my $round (1 .. $rounds) {
	my $name = one_of(@names);
	$done{$name}++;
	$failed{"$name ($last)"}++ if !$changes{$name}[1]->();
	for my $uri (uris()) {
		next if rand() < 0.4;
		$bad = look($uri);
		next unless $bad;
		$bad = "seed $seed, round $round, after: $name\n$bad";
		last ROUND;
	}
}
print "# $asked answers, $remembered of them remembered\n";
print '# ', join(', ', map { "$_ $done{$_}" } sort keys %done), "\n";
print "# refused: ", join(', ', map { "$_ $failed{$_}" } sort keys %failed),
	"\n" if %failed;
print +($bad =~ s/^(?=.)/# /gmr);
# and it must be seen that anything was remembered
exit($bad ? 1 : $remembered * 4 < $asked ? 2 : 0);
