#!/bin/sh
# Starts one component in a container: fills in its templates, and becomes the program.
#   start.sh etcd|patroni|pgbouncer|haproxy|nginx
set -eu
umask 077
fill_in() {
  # nginx has variables of its own, in small letters.
  envsubst "$(env | sed -n 's/^\([A-Z_]*\)=.*/$\1/p' | tr '\n' ' ')" \
    < "$PROJECT/deploy/cluster/$1" > "$FOLDER/$2"
}
case $1 in
etcd | patroni)
  mkdir -p "$FOLDER/node$NODE"
  fill_in "$1.yml" "node$NODE/$1.yml"
  ;;
pgbouncer) fill_in pgbouncer.ini pgbouncer.ini && fill_in userlist.txt userlist.txt ;;
haproxy) fill_in haproxy.cfg haproxy.cfg ;;
nginx) mkdir -p "$FOLDER/nginx" && fill_in nginx.conf nginx.conf ;;
esac
case $1 in
etcd) exec etcd --config-file "$FOLDER/node$NODE/etcd.yml" ;;
patroni) PGHOST=$FOLDER/node$NODE exec patroni "$FOLDER/node$NODE/patroni.yml" ;;
pgbouncer) exec pgbouncer "$FOLDER/pgbouncer.ini" ;;
haproxy) exec haproxy -db -f "$FOLDER/haproxy.cfg" ;;
nginx) exec nginx -c "$FOLDER/nginx.conf" -e stderr ;;
*)
  echo "start.sh: unknown component $1" >&2
  exit 2
  ;;
esac
