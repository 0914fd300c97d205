# Asking a worker, or a process that knows nothing; for differential.pl, whose
# names $work and $bin it uses.
use strict;
use warnings;
use IO::Socket::UNIX;
our ($work, $bin);

sub connected {
	return IO::Socket::UNIX->new(Peer => "$work/$_[0]");
}

sub send_request {
	my ($peer, $body, %set) = @_;
	my $params = join '', map {
		pack('NN', 0x80000000 | length, 0x80000000 | length $set{$_}) .
		$_ . $set{$_} } sort keys %set;
	print $peer map { pack('CCnnCC', 1, $$_[0], 1, length $$_[1], 0, 0) .
		$$_[1] } [1, pack('nCx5', 1, 0)], [4, $params], [4, ''],
		($body eq '' ? () : [5, $body]), [5, ''];
	$peer->flush;
}

# The answer and the line of the log.
sub read_answer {
	my ($peer) = @_;
	my ($answer, $log) = ('', '');
	while ((read($peer, my $head, 8) // 0) == 8) {
		my ($type, $length, $padding) = (unpack 'CCnnC', $head)[1, 3, 4];
		read($peer, my $bytes, $length);
		read($peer, my $ignored, $padding);
		$answer .= $bytes if $type == 6;
		$log .= $bytes if $type == 7;
	}
	return ($answer, $log);
}

sub variables {
	my ($token, $method, $uri, %more) = @_;
	return (HTTP_AUTHORIZATION => "Bearer $token",
		REQUEST_METHOD => $method, REQUEST_URI => $uri,
		SERVER_PROTOCOL => 'HTTP/1.1', REMOTE_ADDR => '192.0.2.1',
		CONTENT_LENGTH => length($more{BODY} // ''), %more);
}

sub ask_worker {
	my ($worker, %set) = @_;
	my $body = delete $set{BODY} // '';
	my $peer = connected($worker) or die "worker $worker: $!\n";
	send_request($peer, $body, %set);
	return read_answer($peer);
}

# Starts a process that knows nothing; its answer is read by finish_cgi().
sub start_cgi {
	my (%set) = @_;
	my $body = delete $set{BODY} // '';
	open my $in, '>', "$work/body" or die;
	print $in $body;
	close $in;
	my $pid = open my $out, '-|';
	die "fork: $!\n" unless defined $pid;
	return ($pid, $out) if $pid;
	open STDIN, '<', "$work/body" or die;
	open STDERR, '>', "$work/cgi.log" or die;
	my $asan = $ENV{ASAN_OPTIONS};
	my $config = $ENV{WEATHER_CONFIG};
	%ENV = (PATH => $ENV{PATH}, GATEWAY_INTERFACE => 'CGI/1.1',
		WEATHER_CONFIG => $config, %set);
	$ENV{ASAN_OPTIONS} = $asan if defined $asan;
	exec "$bin/weather.fcgi" or die;
}

sub ask_cgi {
	my ($pid, $out) = start_cgi(@_);
	local $/;
	my $answer = <$out>;
	close $out;
	return $answer;
}

1;
